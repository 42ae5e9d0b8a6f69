//! Sums that cannot overflow: parts whose numbers are too large to be added to the others are refused.
//!
//! One rule: which parts are refused follows from the set alone. Logs never come near; only a report that lies does.

use super::parts::Row;

const TOO_LARGE: &str = "its numbers are too large to be added to the others; hint: scan the log again";

/// Makes sure that whatever is added up over these parts, which are in order, fits in a number.
pub(super) fn sums(rows: &mut [Row]) {
    if sum(rows.iter().map(Row::weight)).is_some() {
        return;
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| (rows[*at].weight().unwrap_or(u64::MAX), *at));
    let mut total = Some(0_u64);
    for at in order {
        total = sum([total, rows[at].weight()].into_iter());
        if total.is_none() {
            rows[at].refuse(TOO_LARGE);
        }
    }
}

fn sum(mut numbers: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    numbers.try_fold(0_u64, |sum, number| sum.checked_add(number?))
}

#[cfg(test)]
mod tests {
    use super::sums;
    use crate::model::{Input, Status};
    use crate::part::Part;
    use crate::report::parts::Row;

    fn part(lines: u64) -> Row {
        let log = Input {
            source: "a.log".to_owned(),
            status: Status::Complete,
            format: None,
            encoding: String::new(),
            bytes: 0,
            lines,
            recognised_lines: 0,
            note: None,
        };
        Row::Held(Box::new(Part { logs: vec![log], ..Part::default() }))
    }

    #[test]
    fn what_is_too_large_is_refused_and_the_rest_counts() {
        let mut parts = [part(u64::MAX - 1), part(5), part(7)];
        sums(&mut parts);
        assert_eq!(
            parts.each_ref().map(|part| (part.logs()[0].status, part.logs()[0].lines)),
            [(Status::Failed, 0), (Status::Complete, 5), (Status::Complete, 7)]
        );
        let mut fitting = [part(u64::MAX - 12), part(5), part(7)];
        sums(&mut fitting);
        assert!(fitting.iter().all(|part| part.logs()[0].status == Status::Complete));
    }
}
