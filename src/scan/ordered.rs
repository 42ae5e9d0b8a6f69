//! Jobs done on several threads, results taken in order.
//!
//! One rule: never more than a bounded number of jobs and results are held, however fast one side is.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

type Outcome<R> = (usize, thread::Result<R>);

/// Makes jobs on this thread, does them on `threads` others, and hands the results on, here and in the order of the jobs.
pub fn run<J: Send, R: Send>(threads: usize, jobs: &mut dyn Iterator<Item = J>, work: &(dyn Fn(J) -> R + Sync), take: &mut dyn FnMut(R)) {
    let most = 2 * threads.max(1);
    let (give, queue) = sync_channel::<(usize, J)>(most);
    let (done, results) = channel();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let (queue, done) = (&queue, done.clone());
            scope.spawn(move || {
                while let Some((at, job)) = next(queue) {
                    if done.send((at, catch_unwind(AssertUnwindSafe(|| work(job))))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        hand_on(jobs, most, give, results, take);
    });
}

fn next<J>(queue: &Mutex<Receiver<J>>) -> Option<J> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn hand_on<J, R>(
    jobs: &mut dyn Iterator<Item = J>,
    most: usize,
    give: SyncSender<(usize, J)>,
    results: Receiver<Outcome<R>>,
    take: &mut dyn FnMut(R),
) {
    let mut line = Line { waiting: BTreeMap::new(), next: 0 };
    for (given, job) in jobs.enumerate() {
        while given - line.next >= most {
            match results.recv() {
                Ok(outcome) => line.add(outcome, take),
                Err(_) => return,
            }
        }
        if give.send((given, job)).is_err() {
            return;
        }
        while let Ok(outcome) = results.try_recv() {
            line.add(outcome, take);
        }
    }
    drop(give);
    for outcome in results {
        line.add(outcome, take);
    }
}

/// Results that came before their turn.
struct Line<R> {
    waiting: BTreeMap<usize, R>,
    next: usize,
}

impl<R> Line<R> {
    fn add(&mut self, (at, result): Outcome<R>, take: &mut dyn FnMut(R)) {
        self.waiting.insert(at, result.unwrap_or_else(|panic| resume_unwind(panic)));
        while let Some(result) = self.waiting.remove(&self.next) {
            take(result);
            self.next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            run(threads, &mut (0..500_u32), &|job| (0..job % 7).fold(job, |a, b| a ^ b ^ b), &mut |result| seen.push(result));
            assert_eq!(seen, (0..500).collect::<Vec<_>>());
        }
    }

    #[test]
    #[should_panic(expected = "job 3")]
    fn a_panic_reaches_the_caller() {
        run(2, &mut (0..9), &|job| assert!(job != 3, "job {job}"), &mut |()| {});
    }
}
