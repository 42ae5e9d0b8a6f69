//! Charts: bars over time, a sparkline, a share.
//!
//! One rule: positions are per cent or path steps, never `style`, so that a chart fits any width and any policy.

use super::axis::{Bar, top};
use super::markup::{Html, time};

/// Bars of a sparkline at most.
const SPARKS: usize = 30;
/// Width of a bar and its gap in the units of a chart.
const STEP: u64 = 10;
/// Height of a chart in its units.
const TALL: u64 = 1000;
/// Height of a sparkline in its own units.
const SPARK_HEIGHT: u64 = 20;

/// A chart of stacked bars with its axes; `about` is the text alternative.
pub(super) fn stacked(h: &mut Html, bars: &[Bar], about: &str) {
    let high = top(bars.iter().map(Bar::total).max().unwrap_or(0));
    h.raw("<div class=\"plot\"><div class=\"ylab\" aria-hidden=\"true\"><span>").num(high).raw("</span><span>");
    if high.is_multiple_of(2) {
        h.num(high / 2);
    }
    h.raw("</span><span>0</span></div>\n<svg class=\"bars\" role=\"img\" width=\"100%\" height=\"100%\">");
    h.raw("<title>").say("Events over time").raw("</title><desc>").text(about).raw("</desc>\n");
    h.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"0\" y2=\"0\"/>");
    h.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"50%\" y2=\"50%\"/>");
    h.raw("<svg width=\"100%\" height=\"100%\" preserveAspectRatio=\"none\" viewBox=\"0 0 ");
    h.int(bars.len() as u64 * STEP).raw(" ").int(TALL).raw("\">\n");
    for series in 0..bars.iter().map(|bar| bar.counts.len()).max().unwrap_or(0) {
        layer(h, bars, series, high);
    }
    for (at, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.total() > 0) {
        hint(h, bar, at as u64 * STEP);
    }
    h.raw("</svg><line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"100%\" y2=\"100%\"/></svg></div>\n");
    time_axis(h, bars);
}

/// All boxes of one series, each upon those of the series before it.
fn layer(h: &mut Html, bars: &[Bar], series: usize, high: u64) {
    h.raw("<path class=\"s").int(series as u64).raw("\" d=\"");
    for (at, bar) in bars.iter().enumerate() {
        let below = scaled(bar.counts.iter().take(series).sum(), high, TALL);
        let to = scaled(bar.counts.iter().take(series + 1).sum(), high, TALL);
        if to > below {
            h.raw("M").int(at as u64 * STEP).raw(" ").int(TALL - below);
            h.raw("v-").int(to - below).raw("h9v").int(to - below).raw("z");
        }
    }
    h.raw("\"/>\n");
}

/// What a pointer that rests on a bar is told.
fn hint(h: &mut Html, bar: &Bar, x: u64) {
    h.raw("<rect x=\"").int(x).raw("\" width=\"10\" height=\"1000\" fill-opacity=\"0\"><title>");
    time(h, bar.label);
    h.raw(": ").count(bar.total(), "event", "events").raw("</title></rect>\n");
}

/// `part` of `whole` on a scale up to `to`, rounded down, but never nothing when there is something.
fn scaled(part: u64, whole: u64, to: u64) -> u64 {
    let exact = (u128::from(part) * u128::from(to)).checked_div(u128::from(whole)).unwrap_or(0);
    u64::try_from(exact).unwrap_or(to).clamp(u64::from(part > 0), to)
}

fn time_axis(h: &mut Html, bars: &[Bar]) {
    let marks = [0, bars.len() / 2, bars.len().saturating_sub(1)];
    h.raw("<div class=\"xlab\" aria-hidden=\"true\">");
    for (order, at) in marks.into_iter().enumerate() {
        h.raw("<span>");
        if let Some(bar) = bars.get(at).filter(|_| order == 0 || at > marks[order - 1]) {
            time(h, if order == 0 { bar.label } else { same_day(bars[0].label, bar.label) });
        }
        h.raw("</span>");
    }
    h.raw("</div>\n");
}

/// A label without its date when that is the date of the first one.
fn same_day<'a>(first: &str, label: &'a str) -> &'a str {
    match (first.split_once('T'), label.split_once('T')) {
        (Some((day, _)), Some((same, clock))) if day == same => clock,
        _ => label,
    }
}

/// Which colour is which, with the sum of each series.
pub(super) fn legend(h: &mut Html, names: &[&str], bars: &[Bar]) {
    h.raw("<ul class=\"legend\">");
    for (at, name) in names.iter().enumerate() {
        let sum = bars.iter().filter_map(|bar| bar.counts.get(at)).sum();
        h.raw("<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"s").int(at as u64);
        h.raw("\" width=\"12\" height=\"12\"/></svg> ").short(name, 60).raw(" <b>").num(sum).raw("</b></li>");
    }
    h.raw("</ul>\n");
}

/// A tiny chart of counts; `about` is the text alternative.
pub(super) fn spark(h: &mut Html, counts: &[u64], about: &Html) {
    let each = counts.len().div_ceil(SPARKS).max(1);
    let sums: Vec<u64> = counts.chunks(each).map(|chunk| chunk.iter().sum()).collect();
    let high = sums.iter().copied().max().unwrap_or(0).max(1);
    h.raw("<svg class=\"spark\" role=\"img\" width=\"120\" height=\"24\" preserveAspectRatio=\"none\" viewBox=\"0 0 ");
    h.int(sums.len() as u64 * 4).raw(" ").int(SPARK_HEIGHT).raw("\"><title>").add(about).raw("</title><path d=\"");
    for (at, sum) in sums.into_iter().enumerate().filter(|(_, sum)| *sum > 0) {
        let tall = scaled(sum, high, SPARK_HEIGHT).max(2);
        h.raw("M").int(at as u64 * 4).raw(" ").int(SPARK_HEIGHT).raw("v-").int(tall).raw("h3v").int(tall).raw("z");
    }
    h.raw("\"/></svg>");
}

/// A bar that shows a part of a whole; the number stands beside it.
pub(super) fn share(h: &mut Html, part: u64, whole: u64, class: &'static str) {
    h.raw("<svg class=\"share ").raw(class).raw("\" width=\"100%\" height=\"6\" aria-hidden=\"true\">");
    h.raw("<rect class=\"track\" width=\"100%\" height=\"6\"/><rect width=\"").percent(part, whole);
    h.raw("\" height=\"6\"/></svg>");
}
