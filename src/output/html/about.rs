//! The last lines of the page: which tool made it, and how.
//!
//! One rule: nothing here depends on when or where the page was made.

use super::markup::Html;
use super::page::Page;

/// Writes the footer.
pub(super) fn write(h: &mut Html, page: &Page) {
    h.raw("<footer>\n<p>Made by agora-logscan ").short(&page.look.version, 40);
    h.raw(". The page loads nothing and sends nothing. ");
    h.raw("Where a list ends in <q>And ... more</q>, <code>--format json</code> writes the report in full.</p>\n");
    if !page.look.command.is_empty() {
        h.raw("<p>Command line:</p>\n<pre>").short(&page.look.command, 2000).raw("</pre>\n");
    }
    h.raw("</footer>\n");
}
