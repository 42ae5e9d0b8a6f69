//! What `--fail-on` can say.
//!
//! One rule: a value means one thing or is refused with the forms that exist.

use super::code::Codes;
use super::mistake::{Mistake, quoted};
use super::near::nearest;
use crate::diagnose::KINDS;
use std::fmt;
use std::str::FromStr;

const FORMS: &str =
    "write never, any, warning, error, new, code=110,rtc.connection-reason/8, count>10, count>=10 or diagnosis=invalid-app-id";
const WORDS: [&str; 8] = ["never", "any", "warning", "error", "new", "code", "count", "diagnosis"];

/// One `--fail-on` value: what makes a scan count as failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Nothing. Beside other conditions it changes nothing.
    Never,
    /// Any finding or diagnosis, of whatever severity.
    Any,
    /// A finding or diagnosis of severity warning or error.
    Warning,
    /// A finding or diagnosis of severity error.
    Error,
    /// A finding that the baseline does not have or has with fewer events, or a diagnosis that it does not have.
    New,
    /// A finding of one of these codes.
    Code(Vec<Codes>),
    /// More events than `limit` in all findings together; with `or_equal`, at least `limit`.
    Count {
        /// Events.
        limit: u64,
        /// Written with `>=`.
        or_equal: bool,
    },
    /// A diagnosis with one of these identifiers.
    Diagnosis(Vec<String>),
}

impl FromStr for Condition {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        let text = text.trim();
        match text {
            "never" => return Ok(Self::Never),
            "any" => return Ok(Self::Any),
            "warning" => return Ok(Self::Warning),
            "error" => return Ok(Self::Error),
            "new" => return Ok(Self::New),
            _ => {}
        }
        let Some(at) = text.find(['=', '>']) else {
            return Err(unknown(text));
        };
        let (word, rest) = text.split_at(at);
        let operator = ["=", ">=", ">"].into_iter().find(|sign| rest.starts_with(sign)).unwrap_or_default();
        let value = &rest[operator.len()..];
        match (word.trim(), operator) {
            ("code", "=") => codes(text, value),
            ("count", ">" | ">=") => count(text, value, operator == ">="),
            ("diagnosis", "=") => diagnoses(text, value),
            _ => Err(unknown(text)),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Any => f.write_str("any"),
            Self::Warning => f.write_str("warning"),
            Self::Error => f.write_str("error"),
            Self::New => f.write_str("new"),
            Self::Code(codes) => {
                let names: Vec<String> = codes.iter().map(Codes::to_string).collect();
                write!(f, "code={}", names.join(","))
            }
            Self::Count { limit, or_equal } => {
                write!(f, "count>{}{limit}", if *or_equal { "=" } else { "" })
            }
            Self::Diagnosis(ids) => write!(f, "diagnosis={}", ids.join(",")),
        }
    }
}

fn unknown(text: &str) -> Mistake {
    let word = text.split(['=', '>', '<', ':', ' ']).next().unwrap_or_default();
    let hint = match nearest(word, WORDS).filter(|near| *near != word) {
        Some(near) => format!("did you mean `{near}`? {FORMS}"),
        None => FORMS.to_owned(),
    };
    Mistake::new(format!("{} is not a condition", quoted(text)), hint)
}

fn codes(text: &str, list: &str) -> Result<Condition, Mistake> {
    let one = |item: &str| Codes::parse(item).map_err(|mistake| Mistake { reason: format!("{}: {mistake}", quoted(text)), ..mistake });
    list.split(',').map(one).collect::<Result<_, _>>().map(Condition::Code)
}

fn count(text: &str, number: &str, or_equal: bool) -> Result<Condition, Mistake> {
    let number = number.trim();
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let limit = number.parse().ok().filter(|_| digits);
    let wrong = || Mistake::new(format!("{}: {} is not a number of events", quoted(text), quoted(number)), "write count>10 or count>=10");
    Ok(Condition::Count { limit: limit.ok_or_else(wrong)?, or_equal })
}

fn diagnoses(text: &str, list: &str) -> Result<Condition, Mistake> {
    let one = |id: &str| match diagnosis_id(id) {
        Ok(id) => Ok(id),
        Err(mistake) => Err(Mistake { reason: format!("{}: {mistake}", quoted(text)), ..mistake }),
    };
    list.split(',').map(one).collect::<Result<_, _>>().map(Condition::Diagnosis)
}

/// The identifier of a diagnosis.
///
/// # Errors
/// When there is no such diagnosis: it would silently never match.
pub fn diagnosis_id(text: &str) -> Result<String, Mistake> {
    let text = text.trim();
    if KINDS.contains(&text) {
        return Ok(text.to_owned());
    }
    let hint = match nearest(text, KINDS.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("diagnoses: {}", KINDS.join(", ")),
    };
    Err(Mistake::new(format!("{} is not a diagnosis", quoted(text)), hint))
}

#[cfg(test)]
mod tests {
    use super::Condition;
    use crate::catalogue::Id;

    fn parse(text: &str) -> Condition {
        text.parse().unwrap_or_else(|mistake| panic!("{text}: {mistake}"))
    }

    #[test]
    fn every_form_is_read_and_written_back() {
        for text in [
            "never",
            "any",
            "warning",
            "error",
            "new",
            "code=110",
            "code=110,rtc.connection-reason/8,ERR_INVALID_TOKEN",
            "count>0",
            "count>=10",
            "count>18446744073709551615",
            "diagnosis=invalid-app-id",
            "diagnosis=invalid-app-id,log-gap",
        ] {
            let condition = parse(text);
            assert_eq!(condition.to_string(), text);
            assert_eq!(parse(&condition.to_string()), condition);
        }
    }

    #[test]
    fn spaces_do_not_matter() {
        assert_eq!(parse(" error "), Condition::Error);
        assert_eq!(parse("count > 10"), Condition::Count { limit: 10, or_equal: false });
        assert_eq!(parse("count >= 10"), Condition::Count { limit: 10, or_equal: true });
        assert_eq!(parse("diagnosis = banned, log-gap").to_string(), "diagnosis=banned,log-gap");
    }

    #[test]
    fn code_lists_hold_each_code() {
        let Condition::Code(codes) = parse("code=110, rtc.connection-reason/8") else { panic!() };
        let holds = |domain: &str, code: u32| codes.iter().any(|one| one.holds(domain, &Id::Number(code)));
        assert!(holds("rtc.error", 110) && holds("rtc.connection-reason", 8));
        assert!(!holds("rtc.error", 8) && !holds("rtc.connection-reason", 110));
    }

    /// The reason and the hint for a value that is refused.
    fn refused(text: &str) -> (String, String) {
        let mistake = text.parse::<Condition>().unwrap_err();
        (mistake.reason, mistake.hint.unwrap_or_default())
    }

    #[test]
    fn unknown_words_get_the_forms_and_a_guess() {
        let forms = "write never, any, warning, error, new, code=110,";
        for text in ["", "sometimes", "count", "code", "count=3", "count<3", "code>3", "error>3"] {
            let (reason, hint) = refused(text);
            assert_eq!(reason, format!("`{text}` is not a condition"));
            assert!(hint.starts_with(forms), "{text}: {hint}");
        }
        let guesses = [("eror", "error"), ("Error", "error"), ("warnings", "warning"), ("cuont>3", "count"), ("diagnose=a", "diagnosis")];
        for (text, near) in guesses {
            let (reason, hint) = refused(text);
            assert_eq!(reason, format!("`{text}` is not a condition"));
            assert!(hint.starts_with(&format!("did you mean `{near}`? {forms}")), "{text}: {hint}");
        }
        assert_eq!(refused("a\u{1b}[2Jb").0, "`a\\u{1b}[2Jb` is not a condition");
    }

    #[test]
    fn counts_must_be_whole_numbers() {
        for (operator, number) in [(">", ""), (">", "-1"), (">", "+1"), (">", ">1"), (">=", "1.5"), (">", "18446744073709551616")] {
            let text = format!("count{operator}{number}");
            let (reason, hint) = refused(&text);
            assert_eq!(reason, format!("`{text}`: `{number}` is not a number of events"));
            assert_eq!(hint, "write count>10 or count>=10");
        }
    }

    #[test]
    fn lists_name_the_item_that_is_wrong() {
        let codes = [
            ("code=", "a code is missing"),
            ("code=110,", "a code is missing"),
            ("code=110,ERR_NO", "`ERR_NO` is not a code of the catalogue"),
            ("code=x.y/3", "`x.y/3`: there is no domain `x.y`"),
        ];
        for (text, why) in codes {
            assert_eq!(refused(text).0, format!("`{text}`: {why}"));
            assert!(!refused(text).1.is_empty());
        }
        for (id, hint) in [
            ("", "diagnoses: native-library-missing, "),
            ("qqqqqqqqqqqq", "diagnoses: "),
            ("token_expired", "did you mean `token-expired`?"),
        ] {
            let text = format!("diagnosis=banned,{id}");
            assert_eq!(refused(&text).0, format!("`{text}`: `{id}` is not a diagnosis"));
            assert!(refused(&text).1.starts_with(hint), "{}", refused(&text).1);
        }
    }
}
