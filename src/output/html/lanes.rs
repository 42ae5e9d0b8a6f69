//! Sessions as lanes: when each joined, what went wrong in it, when it left.
//!
//! One rule: every lane says in words what it shows in marks, and every mark has a shape of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::duration;
use super::markup::{Html, Limit, and_more, list, rest, time};
use super::page::{Page, scroll};
use crate::lang::fill;
use crate::report::{Mark, MarkKind, SessionLane};
use crate::text::sanitise::cut;

const LANES: Limit = Limit { items: 100, bytes: 120_000 };
/// Steps of a lane; marks of one kind in one step are drawn once.
const STEPS: u64 = 200;
/// Codes named in words per lane.
const CODES: usize = 3;

const KINDS: [(MarkKind, &str); 5] = [
    (MarkKind::Join, "join asked"),
    (MarkKind::Joined, "joined"),
    (MarkKind::Warning, "warning"),
    (MarkKind::Error, "error"),
    (MarkKind::Leave, "left"),
];

/// What a lane's positions mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// Milliseconds, the same for all lanes; how many there are.
    Time(u64),
    /// Lines of the lane's source, from its first to its last.
    Lines,
}

impl Scale {
    fn of(lanes: &[SessionLane]) -> Self {
        let mut marks = lanes.iter().flat_map(|lane| &lane.marks);
        let end = marks.try_fold(0, |end, mark| mark.at_ms.map(|at| at.max(end)));
        end.filter(|end| *end > 0).map_or(Scale::Lines, Scale::Time)
    }

    /// Where a mark is, in steps.
    fn step(self, lane: &SessionLane, mark: &Mark) -> u64 {
        let (at, end) = match self {
            Scale::Time(end) => (mark.at_ms.unwrap_or(0), end),
            Scale::Lines => (mark.place.line.saturating_sub(lane.first.line), lane.last.line.saturating_sub(lane.first.line)),
        };
        let step = (u128::from(at) * u128::from(STEPS)).checked_div(u128::from(end)).unwrap_or(0);
        u64::try_from(step).unwrap_or(STEPS).min(STEPS)
    }
}

/// The section's body; nothing unless there are several sessions.
pub(super) fn body(page: &Page) -> Html {
    let mut h = Html::default();
    let lanes = &page.report.sessions;
    if lanes.len() < 2 {
        return h;
    }
    let scale = Scale::of(lanes);
    note(&mut h, scale);
    scroll(&mut h, "Sessions");
    h.raw("<table class=\"lanes\"><caption>").say("Sessions, one lane each").raw("</caption>\n<thead><tr>");
    for name in ["Session", "Lane", "In words"] {
        h.raw("<th scope=\"col\">").say(name).raw("</th>");
    }
    h.raw("</tr></thead>\n<tbody>\n");
    let shown = list(&mut h, lanes, LANES, |h, _, lane| row(h, page, lane, scale));
    h.raw("</tbody></table></div>\n");
    rest(&mut h, shown, lanes.len(), "more session", "more sessions");
    h
}

fn note(h: &mut Html, scale: Scale) {
    h.raw("<p class=\"note\">");
    match scale {
        Scale::Time(end) => {
            let time = duration(end.div_ceil(1000));
            h.fill("All lanes share one clock; from left to right they cover {time}.", &[("time", &time)]);
        }
        Scale::Lines => {
            h.say("The logs have no common clock; each lane runs from its first line to its last.");
        }
    }
    h.raw("</p>\n<ul class=\"legend\">");
    for (kind, word) in KINDS {
        h.raw("<li><svg width=\"16\" height=\"16\" aria-hidden=\"true\"><svg x=\"8\" y=\"8\" overflow=\"visible\">");
        shape(h, kind);
        h.raw("</svg></svg> ").say(word).raw("</li>");
    }
    h.raw("</ul>\n");
}

fn row(h: &mut Html, page: &Page, lane: &SessionLane, scale: Scale) {
    h.raw("<tr><th scope=\"row\">").short(&label(lane), 120).raw(" <span class=\"place\">").short(&lane.first.source, 160);
    h.raw("</span></th><td class=\"lane\">");
    draw(h, lane, scale);
    h.raw("</td><td>");
    words(h, page, lane);
    h.raw("</td></tr>\n");
}

/// `channel room, uid 7, process 4410` in the language spoken now.
fn label(lane: &SessionLane) -> String {
    let part = |part: &str| {
        let mut known = ["channel {value}", "uid {value}", "process {value}"].into_iter();
        let found = known.find_map(|known| Some((known, part.strip_prefix(known.trim_end_matches("{value}"))?)));
        found.map_or_else(|| part.to_owned(), |(known, value)| fill(known, &[("value", &value)]))
    };
    lane.label.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

fn draw(h: &mut Html, lane: &SessionLane, scale: Scale) {
    let steps: BTreeSet<(MarkKind, u64)> = lane.marks.iter().map(|mark| (mark.kind, scale.step(lane, mark))).collect();
    let from = steps.iter().map(|(_, step)| *step).min().unwrap_or(0);
    let to = steps.iter().map(|(_, step)| *step).max().unwrap_or(0);
    h.raw("<svg class=\"track\" role=\"img\" width=\"100%\" height=\"22\"><title>")
        .fill("Lane of {session}", &[("session", &cut(&label(lane), 120))]);
    h.raw("</title><line class=\"life\" y1=\"11\" y2=\"11\" x1=\"").percent(inset(from), INSET_WHOLE);
    h.raw("\" x2=\"").percent(inset(to), INSET_WHOLE).raw("\"/>");
    for (kind, step) in steps {
        h.raw("<svg x=\"").percent(inset(step), INSET_WHOLE).raw("\" y=\"11\" overflow=\"visible\">");
        shape(h, kind);
        h.raw("</svg>");
    }
    h.raw("</svg>");
}

/// Steps of a lane with room for half a mark on both sides.
const INSET_WHOLE: u64 = STEPS + STEPS / 10;

fn inset(step: u64) -> u64 {
    step + STEPS / 20
}

fn shape(h: &mut Html, kind: MarkKind) {
    h.raw(match kind {
        MarkKind::Join => "<path class=\"m-join\" d=\"M-4-5L5 0-4 5z\"/>",
        MarkKind::Joined => "<circle class=\"m-joined\" r=\"5\"/>",
        MarkKind::Warning => "<path class=\"m-warning\" d=\"M0-6L6 5H-6z\"/>",
        MarkKind::Error => "<path class=\"m-error\" d=\"M-5-5L5 5M5-5L-5 5\"/>",
        MarkKind::Leave => "<path class=\"m-leave\" d=\"M-4-5H4V5H-4z\"/>",
    });
}

/// `joined, 3 errors (rtc.error/110), left`.
fn words(h: &mut Html, page: &Page, lane: &SessionLane) {
    let has = |kind| lane.marks.iter().any(|mark| mark.kind == kind);
    let number = |kind| lane.marks.iter().filter(|mark| mark.kind == kind).count() as u64;
    match (has(MarkKind::Join), has(MarkKind::Joined)) {
        (_, true) => h.say("Joined"),
        (true, false) => h.raw("<strong>").say("Asked to join, no success seen").raw("</strong>"),
        (false, false) => h.say("No join seen"),
    };
    let (errors, warnings) = (number(MarkKind::Error), number(MarkKind::Warning));
    if errors > 0 {
        h.raw(", ").count(errors, "error", "errors").raw(" (");
        codes(h, page, lane);
        h.raw(")");
    }
    if warnings > 0 {
        h.raw(", ").count(warnings, "warning", "warnings");
    }
    h.raw(", ").say(if has(MarkKind::Leave) { "left" } else { "no leave seen" });
    if let (Some(first), Some(last)) = (&lane.first.time, &lane.last.time) {
        h.raw(" <span class=\"time\">");
        time(h, first);
        h.raw(" – ");
        time(h, last);
        h.raw("</span>");
    }
}

/// The most frequent codes of a lane.
fn codes(h: &mut Html, page: &Page, lane: &SessionLane) {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for mark in lane.marks.iter().filter(|mark| mark.kind == MarkKind::Error) {
        *counts.entry(&mark.what).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
    for (at, (what, _)) in counts.iter().take(CODES).enumerate() {
        h.raw(if at > 0 { ", " } else { "" });
        page.code(h, what);
    }
    if counts.len() > CODES {
        and_more(h, counts.len() - CODES);
    }
}
