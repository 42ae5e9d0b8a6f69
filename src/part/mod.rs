//! What one log contributes to a report: the unit of merging.
//!
//! One rule: a part is self-contained, already redacted, and depends on its log alone, never on what else is scanned. A report
//! is a function of a *set* of parts, so putting reports together is putting sets together, in any order and any grouping.

mod check;
mod clean;
mod make;
mod own;
mod read;
mod story;

pub use check::check;
use clean::Cleaner;
pub use make::Maker;
pub use own::{Own, recognise};
pub use read::{MadeWith, Refusal, agreement, parts as read};
pub use story::{Lane, LaneMark, Story, Told};

use crate::model::Input;
use crate::redact::Redactor;
use crate::tally::Tally;
use crate::text::digest;
use serde::{Deserialize, Serialize};

/// What one log contributes, or the pieces of one rotated log, or one input that could not be read.
///
/// In JSON, as it stands in a report (`merge.parts`) and as one row of the frames protocol:
///
/// ```json
/// {"content":"0f3a...32 hexadecimal digits",
///  "logs":[{"source":"app.log","status":"complete","format":"logcat-brief","encoding":"utf-8","bytes":1,"lines":1,
///           "recognised_lines":1,"note":null}],
///  "no_session":0,"unplaced":0,"secrets":0,"identifiers":0,
///  "codes":[["rtc.error",110,{"severity":"error","events":3,"incidents":1,"first":[0,7,null],"last":[0,9,null],
///            "by_api":[["onError","callback",3]],"by_sdk":[["rtc4",3]],"by_log":[[0,3]],
///            "samples":[[[0,7,null],"the line"]],"times":{"counts":[["2025-12-01T14:42",3]]},"bursts":[[0,7,null,0,3]]}]],
///  "story":{"facts":{"channels":["demo"]},"diagnoses":[...],"lanes":[...]}}
/// ```
///
/// A place is `[log, line, time]`, where `log` counts in `logs`. Lists that are empty, and figures that are 0 where that is usual,
/// may be missing. [`check`] says what else must hold; a part that was read from outside must pass it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Digest of the text of its logs, or of the reason why there is none. With the names it makes a part known again.
    pub content: String,
    /// The log; the pieces of a rotated log, the oldest first.
    pub logs: Vec<Input>,
    /// Lines that look like errors but show no Agora session.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub no_session: u64,
    /// Events whose time could not be compared with the range asked for, and were kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unplaced: u64,
    /// Places in its texts and names at which a secret was replaced.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub secrets: u64,
    /// Places at which an identifier was replaced.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub identifiers: u64,
    /// Counts of all codes.
    #[serde(default, rename = "codes", skip_serializing_if = "nothing_counted")]
    pub tally: Tally,
    /// What its sessions tell.
    #[serde(default, skip_serializing_if = "Story::is_empty")]
    pub story: Story,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(n: &u64) -> bool {
    *n == 0
}

fn nothing_counted(tally: &Tally) -> bool {
    tally.counts.is_empty()
}

impl Part {
    /// An input of which nothing could be read.
    pub fn refused(input: Input, redactor: &Redactor) -> Part {
        let reason = format!("{}\0{}", input.status.word(), input.note.as_deref().unwrap_or_default());
        let content = format!("{:032x}", digest::of(reason.as_bytes()));
        let mut part = Part { content, logs: vec![input], ..Part::default() };
        part.clean(redactor);
        part
    }

    /// The names of its logs. With its content they make two copies of one part known.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.logs.iter().map(|log| log.source.as_str())
    }

    /// The sum of everything in it that is ever added up over parts, unless that is too large for a number.
    pub fn weight(&self) -> Option<u64> {
        let logs = self.logs.iter().flat_map(|log| [log.bytes, log.lines, log.recognised_lines]);
        let own = [self.no_session, self.unplaced, self.secrets, self.identifiers, self.story.more_lanes];
        let codes = self.tally.counts.values().flat_map(|count| [count.events, count.incidents]);
        let told = self.story.diagnoses.iter().flat_map(|told| told.explains.iter().map(|(_, count)| *count).chain([told.sessions]));
        let mut all = logs.chain(own).chain(codes).chain(told);
        all.try_fold(0_u64, u64::checked_add)
    }
}
