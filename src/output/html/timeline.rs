//! Events over time, stacked by domain, as a chart and as a table.
//!
//! One rule: a chart without its table beside it does not exist.

use super::axis::{Bar, bar_seconds, bars, duration, per_bar, series};
use super::markup::{Html, time};
use super::page::{Page, scroll};
use super::{svg, zoom};
use crate::lang::{fill, say};
use crate::report::Timeline;
use crate::report::verdict::count;
use std::fmt::Display;

/// Bars of one chart at most.
const BARS: usize = 96;

/// The section's body; nothing when no event has a time, or all fall into one bucket.
pub(super) fn body(page: &Page) -> Html {
    let mut h = Html::default();
    let Some(timeline) = page.report.timeline.as_ref().filter(|timeline| timeline.buckets.len() > 1) else {
        return h;
    };
    let names = series(timeline);
    let each = per_bar(timeline.buckets.len(), BARS);
    let bars = bars(&timeline.buckets, each, names.len());
    h.raw("<p class=\"note\">").fill("One bar is {time}.", &[("time", &duration(bar_seconds(timeline, each)))]);
    if timeline.untimed > 0 {
        let events = count(timeline.untimed, "event", "events");
        h.raw(" ").fill("Not in the chart: {events} without a time.", &[("events", &events)]);
    }
    h.raw("</p>\n");
    chart(&mut h, &names, &bars);
    if each > 1 {
        zoom::write(&mut h, timeline, &names);
    }
    h
}

/// A chart with its legend and its table.
pub(super) fn chart(h: &mut Html, names: &[&str], bars: &[Bar]) {
    h.raw("<figure class=\"chart\">\n");
    svg::stacked(h, bars, &summary(bars));
    h.raw("<figcaption>");
    svg::legend(h, names, bars);
    h.raw("</figcaption></figure>\n<details class=\"numbers\"><summary>").say("The same numbers as a table").raw("</summary>\n");
    table(h, names, bars);
    h.raw("</details>\n");
}

/// The chart in a sentence.
pub(super) fn summary(bars: &[Bar]) -> String {
    let total: u64 = bars.iter().map(Bar::total).sum();
    match busiest(bars) {
        Some(bar) => {
            let values: [(&str, &dyn Display); 4] =
                [("total", &total), ("bars", &bars.len()), ("time", &bar.label), ("most", &bar.total())];
            fill("{total} events in {bars} bars; most at {time}: {most}.", &values)
        }
        None => say("No events.").to_owned(),
    }
}

/// The first of the highest bars.
pub(super) fn busiest<'a, 'b>(bars: &'a [Bar<'b>]) -> Option<&'a Bar<'b>> {
    bars.iter().rev().max_by_key(|bar| bar.total()).filter(|bar| bar.total() > 0)
}

fn table(h: &mut Html, names: &[&str], bars: &[Bar]) {
    scroll(h, "Events over time");
    h.raw("<table class=\"nums\"><caption>").say("Events per bar; bars without events are left out");
    h.raw("</caption>\n<thead><tr><th scope=\"col\">").say("From").raw("</th>");
    for name in names {
        h.raw("<th scope=\"col\">").short(name, 60).raw("</th>");
    }
    h.raw("<th scope=\"col\">").say("All").raw("</th></tr></thead>\n<tbody>\n");
    for bar in bars.iter().filter(|bar| bar.total() > 0) {
        h.raw("<tr><th scope=\"row\">");
        time(h, bar.label);
        h.raw("</th>");
        for count in &bar.counts {
            h.raw("<td>").num(*count).raw("</td>");
        }
        h.raw("<td>").num(bar.total()).raw("</td></tr>\n");
    }
    h.raw("</tbody></table></div>\n");
}

/// Where in the report's time a finding was most frequent, in words.
pub(super) fn peak(h: &mut Html, timeline: &Timeline, counts: &[u64]) {
    let most = counts.iter().zip(&timeline.buckets).rev().max_by_key(|(count, _)| **count);
    if let Some((count, bucket)) = most.filter(|(count, _)| **count > 0) {
        h.say("Most at").raw(" ");
        time(h, &bucket.label);
        h.raw(": ").count(*count, "event", "events");
    }
}
