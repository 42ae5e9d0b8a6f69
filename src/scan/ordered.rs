//! Jobs done on several threads, results taken in order.
//!
//! One rule: never more than a bounded number of jobs and results are held, however fast one side is.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

type Outcome<R> = (usize, thread::Result<R>);
type Work<'a, J, R> = &'a (dyn Fn(J) -> R + Sync);

/// Makes jobs on this thread, does them on `threads` others, and hands the results on, here and in the order of the jobs.
pub fn run<J: Send, R: Send>(threads: usize, jobs: &mut dyn Iterator<Item = J>, work: Work<'_, J, R>, take: &mut dyn FnMut(R)) {
    start(threads, jobs, work, take, false);
}

/// The same, for jobs that cost something to make: when the others are behind, this thread does some too.
pub fn share<J: Send, R: Send>(threads: usize, jobs: &mut dyn Iterator<Item = J>, work: Work<'_, J, R>, take: &mut dyn FnMut(R)) {
    start(threads, jobs, work, take, true);
}

fn start<J: Send, R: Send>(threads: usize, jobs: &mut dyn Iterator<Item = J>, work: Work<'_, J, R>, take: &mut dyn FnMut(R), helps: bool) {
    // Two more, so that the others have something to do while this thread does a job.
    let most = 2 * threads.max(1) + if helps { 2 } else { 0 };
    let (give, queue) = sync_channel::<(usize, J)>(most);
    let (done, results) = channel();
    let queue = Mutex::new(queue);
    let work = |(at, job)| (at, catch_unwind(AssertUnwindSafe(|| work(job))));
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let (queue, done, work) = (&queue, done.clone(), &work);
            scope.spawn(move || {
                while let Some(job) = next(queue) {
                    if done.send(work(job)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let help = || if helps { left_over(&queue).map(work) } else { None };
        hand_on(jobs, most, give, &results, &help, take);
    });
}

fn next<J>(queue: &Mutex<Receiver<J>>) -> Option<J> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// A job that nobody does yet. Where another thread waits for one, there is none.
fn left_over<J>(queue: &Mutex<Receiver<J>>) -> Option<J> {
    queue.try_lock().ok()?.try_recv().ok()
}

fn hand_on<J, R>(
    jobs: &mut dyn Iterator<Item = J>,
    most: usize,
    give: SyncSender<(usize, J)>,
    results: &Receiver<Outcome<R>>,
    help: &dyn Fn() -> Option<Outcome<R>>,
    take: &mut dyn FnMut(R),
) {
    let mut line = Line { waiting: BTreeMap::new(), next: 0 };
    for (given, job) in jobs.enumerate() {
        while given - line.next >= most {
            match help().or_else(|| results.recv().ok()) {
                Some(outcome) => line.add(outcome, take),
                None => return,
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
    while let Some(outcome) = help().or_else(|| results.recv().ok()) {
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
    use super::{run, share};
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            for start in [run, share] {
                let mut seen = Vec::new();
                start(threads, &mut (0..500_u32), &|job| (0..job % 7).fold(job, |a, b| a ^ b ^ b), &mut |result| seen.push(result));
                assert_eq!(seen, (0..500).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn whoever_makes_the_jobs_does_some_when_the_others_are_behind() {
        let (here, gate) = (thread::current().id(), Barrier::new(2));
        let (mine, theirs) = (AtomicUsize::new(0), AtomicUsize::new(0));
        // The first job of either thread ends only when the other has begun one.
        let work = |job: usize| {
            let done = if thread::current().id() == here { &mine } else { &theirs };
            if done.fetch_add(1, Ordering::Relaxed) == 0 {
                gate.wait();
            }
            job
        };
        let mut seen = Vec::new();
        share(1, &mut (0..20), &work, &mut |result| seen.push(result));
        assert_eq!(seen, (0..20).collect::<Vec<_>>());
        assert!(mine.into_inner() > 0 && theirs.into_inner() > 0);
    }

    #[test]
    #[should_panic(expected = "job 3")]
    fn a_panic_reaches_the_caller() {
        run(2, &mut (0..9), &|job| assert!(job != 3, "job {job}"), &mut |()| {});
    }

    #[test]
    #[should_panic(expected = "job 3")]
    fn a_panic_on_this_thread_reaches_the_caller_too() {
        share(2, &mut (0..9), &|job| assert!(job != 3, "job {job}"), &mut |()| {});
    }
}
