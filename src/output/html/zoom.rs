//! The timeline in parts: an hour (or a minute, or a day) each, folded away until it is opened.
//!
//! One rule: parts are cut where the labels change, so that no calendar is needed here.

use super::axis::{Bar, bars, per_bar};
use super::markup::{Html, Limit, list, rest, time};
use super::timeline::{busiest, chart};
use crate::report::{Bucket, Timeline};

const PARTS: Limit = Limit { items: 48, bytes: 250_000 };

/// Bars of a part at most.
const BARS: usize = 60;

/// What one part covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Minute,
    Hour,
    Day,
}

impl Part {
    /// Seconds of a part.
    fn seconds(self) -> u64 {
        match self {
            Part::Minute => 60,
            Part::Hour => 3600,
            Part::Day => 86_400,
        }
    }

    /// The beginning of a label that all buckets of a part share.
    fn key(self, label: &str) -> &str {
        let end = match self {
            Part::Minute => label.rfind(':'),
            Part::Hour => label.find(':'),
            Part::Day => label.find('T'),
        };
        label.get(..end.unwrap_or(0)).unwrap_or("")
    }

    /// What a reader calls the parts.
    fn heading(self) -> &'static str {
        match self {
            Part::Minute => "By minute",
            Part::Hour => "By hour",
            Part::Day => "By day",
        }
    }
}

/// Writes one fold per part that has events.
pub(super) fn write(h: &mut Html, timeline: &Timeline, names: &[&str]) {
    let Some((part, parts)) = parts(timeline) else { return };
    h.raw("<div class=\"zoom\">\n<h3>").say(part.heading()).raw("</h3>\n");
    let shown = list(h, &parts, PARTS, |h, _, buckets| {
        let bars = bars(buckets, per_bar(buckets.len(), BARS), names.len());
        h.raw("<details class=\"part\"><summary>");
        summary(h, part, buckets, &bars);
        h.raw("</summary>\n");
        chart(h, names, &bars);
        h.raw("</details>\n");
    });
    let (one, many) = match part {
        Part::Minute => ("more minute with events", "more minutes with events"),
        Part::Hour => ("more hour with events", "more hours with events"),
        Part::Day => ("more day with events", "more days with events"),
    };
    rest(h, shown, parts.len(), one, many);
    h.raw("</div>\n");
}

/// The finest parts that are not too many, without the empty ones; nothing when there would be only one.
fn parts(timeline: &Timeline) -> Option<(Part, Vec<&[Bucket]>)> {
    let fitting = [Part::Minute, Part::Hour, Part::Day].into_iter().filter(|part| part.seconds() > timeline.bucket_seconds);
    let mut last = None;
    for part in fitting {
        let parts: Vec<&[Bucket]> = timeline
            .buckets
            .chunk_by(|a, b| part.key(&a.label) == part.key(&b.label))
            .filter(|buckets| buckets.iter().any(|bucket| bucket.counts.iter().any(|count| *count > 0)))
            .collect();
        let few = parts.len() <= PARTS.items;
        last = Some((part, parts));
        if few {
            break;
        }
    }
    last.filter(|(_, parts)| parts.len() > 1)
}

fn summary(h: &mut Html, part: Part, buckets: &[Bucket], bars: &[Bar]) {
    let label = buckets.first().map_or("", |bucket| &bucket.label);
    match part {
        Part::Hour => {
            time(h, &format!("{}:00", part.key(label)));
        }
        Part::Minute | Part::Day => time(h, part.key(label)),
    }
    h.raw(" <span class=\"sum\">").count(bars.iter().map(Bar::total).sum(), "event", "events");
    if let Some(bar) = busiest(bars) {
        h.raw(", ").say("most at").raw(" ");
        time(h, bar.label.split_once('T').map_or(bar.label, |(_, clock)| clock));
    }
    h.raw("</span>");
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};
    use crate::report::{Bucket, Timeline};

    fn timeline(bucket_seconds: u64, labels: impl Iterator<Item = String>) -> Timeline {
        let buckets = labels.map(|label| Bucket { label, counts: vec![1] }).collect();
        Timeline { bucket_seconds, start: String::new(), domains: vec![String::new()], buckets, untimed: 0 }
    }

    #[test]
    fn parts_fit_the_length_of_the_log() {
        let day = timeline(60, (0..1440).map(|at| format!("2025-12-01T{:02}:{:02}", at / 60, at % 60)));
        assert_eq!(parts(&day).map(|(part, all)| (part, all.len(), all[0].len())), Some((Part::Hour, 24, 60)));
        let week = timeline(600, (0..1008).map(|at| format!("12-{:02}T{:02}:{}0", at / 144, at / 6 % 24, at % 6)));
        assert_eq!(parts(&week).map(|(part, all)| (part, all.len(), all[0].len())), Some((Part::Day, 7, 144)));
        let minutes = timeline(1, (0..1200).map(|at| format!("10:{:02}:{:02}", at / 60, at % 60)));
        assert_eq!(parts(&minutes).map(|(part, all)| (part, all.len(), all[0].len())), Some((Part::Minute, 20, 60)));
        assert_eq!(parts(&timeline(60, (0..50).map(|at| format!("10:{at:02}")))), None);
    }

    #[test]
    fn parts_without_events_are_left_out() {
        let mut quiet = timeline(60, (0..240).map(|at| format!("{:02}:{:02}", at / 60, at % 60)));
        for bucket in &mut quiet.buckets[60..120] {
            bucket.counts = vec![0];
        }
        assert_eq!(parts(&quiet).map(|(_, all)| all.len()), Some(3));
    }
}
