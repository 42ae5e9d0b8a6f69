//! `agora-logscan` reads logs of apps that use the Agora real-time SDKs and says which errors they hold, what each
//! means and what to fix first.
//!
//! The pipeline goes one way; a module uses only what stands above it in this list:
//!
//! | module | does |
//! |---|---|
//! | `interrupt` | signals that end the reading |
//! | [`text`] | line ends, what is safe to show |
//! | [`token`] | what an Agora token says, read offline |
//! | [`catalogue`] | what a code means |
//! | [`lang`] | the language in which a report speaks |
//! | [`pattern`] | how it shows up in a log |
//! | [`envelope`] | what wraps a message |
//! | [`source`] | reads files, folders, archives, encodings; the only stage that may fail |
//! | [`spool`] | texts put aside, few in memory, many in a file |
//! | [`model`] | what a report is made of |
//! | [`scan`] | bytes to events |
//! | [`session`] | events and facts to sessions of one engine |
//! | [`tally`] | events to counts that add up in any grouping |
//! | [`diagnose`] | sessions to diagnoses, one file each |
//! | [`redact`] | secrets out of every quoted text |
//! | [`part`] | what one log contributes: the unit of merging |
//! | [`report`] | counts and catalogue to findings in a fixed order |
//! | [`gate`] | report and policy to a verdict |
//! | [`config`] | settings from files and the environment |
//! | [`output`] | report to bytes, one file per format |
//! | [`cli`] | flags to options |
//! | `range` | a range of time |
//! | [`frames`] | many files on one stream |
//! | `pipeline` | the whole way from paths to a report |
//! | [`app`] | one run of the command |
//!
//! ```
//! use agora_logscan::{Options, scan_bytes};
//!
//! let log = b"[onError] err: ErrorCodeType.errInvalidToken, msg: \n";
//! let report = scan_bytes("app.log", log, &Options::default());
//! assert_eq!(report.findings[0].id, "rtc.error/110");
//! ```

pub mod app;
pub mod catalogue;
pub mod cli;
pub mod config;
pub mod diagnose;
pub mod envelope;
pub mod frames;
pub mod gate;
mod interrupt;
pub mod lang;
pub mod model;
pub mod output;
pub mod part;
pub mod pattern;
mod pipeline;
mod range;
pub mod redact;
pub mod report;
pub mod scan;
pub mod session;
pub mod source;
pub mod spool;
pub mod tally;
pub mod text;
pub mod token;

pub use pipeline::{Options, scan_bytes, scan_paths};
pub use range::Range;
