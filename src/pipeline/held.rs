//! What members of an archive gave, until it is known which of them are pieces of one log.
//!
//! One rule: bounded; what does not fit is settled at once, and a piece that is too large is a log of its own.

use super::first_time;
use crate::model::Input;
use crate::part::Maker;
use crate::scan::Found;
use crate::source;

/// How much found text may wait, in bytes.
pub const MAX_HELD: usize = 8 << 20;
/// What something found takes up beside its text, in bytes.
const OVERHEAD: usize = 400;

/// How a scan of one log ended.
pub struct Ended {
    /// What is known of the log.
    pub input: Input,
    /// Digest of its text.
    pub digest: u128,
    /// Lines left out for want of a session.
    pub no_session: u64,
}

/// What one member gave: everything found, and whether its time could be compared with the range asked for.
pub struct Piece {
    /// The name as read.
    pub name: String,
    time: Option<String>,
    /// What was found, in order.
    pub found: Vec<(Found, bool)>,
    /// How it ended.
    pub ended: Option<Ended>,
    /// How much waits, in bytes.
    pub size: usize,
}

impl Piece {
    /// Of a member with this beginning.
    pub fn new(name: String, head: &[u8]) -> Piece {
        let time = first_time(head);
        Piece { name, time, found: Vec::new(), ended: None, size: OVERHEAD }
    }

    /// Holds something, unless there is too much already.
    pub fn hold(&mut self, found: Found, placed: bool) {
        let text = match &found {
            Found::Event(event) => event.text.len(),
            Found::Fact(fact) => fact.text.len(),
        };
        self.size += text + OVERHEAD;
        self.found.push((found, placed));
    }
}

/// Takes pieces apart into logs, each with its pieces in order.
pub fn logs(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let names: Vec<String> = pieces.iter().map(|piece| piece.name.clone()).collect();
    let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    let mut logs = Vec::new();
    for set in source::rotation_sets(&names) {
        let set: Vec<Piece> = set.into_iter().filter_map(|at| pieces[at].take()).collect();
        let timed: Vec<(&str, Option<&str>)> = set.iter().map(|piece| (piece.name.as_str(), piece.time.as_deref())).collect();
        match source::rotation_by_time(&timed) {
            Some(order) => {
                let mut set: Vec<Option<Piece>> = set.into_iter().map(Some).collect();
                logs.push(order.into_iter().filter_map(|at| set[at].take()).collect());
            }
            None => logs.extend(set.into_iter().map(|piece| vec![piece])),
        }
    }
    logs
}

/// Gives a piece that was held to the part of its log.
pub fn release(piece: Piece, maker: &mut Maker, on_event: &mut super::OnEvent<'_>) {
    maker.start();
    for (found, placed) in piece.found {
        super::give(found, placed, &piece.name, maker, on_event);
    }
    if let Some(ended) = piece.ended {
        maker.end(ended.input, ended.digest, ended.no_session);
    }
}
