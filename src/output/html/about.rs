//! The last lines of the page: which tool made it, and how.
//!
//! One rule: nothing here depends on when or where the page was made.

use super::markup::Html;
use super::page::Page;

/// Writes the footer.
pub(super) fn write(h: &mut Html, page: &Page) {
    h.raw("<footer>\n<p>").fill("Made by agora-logscan {version}.", &[("version", &page.look.version)]);
    h.raw(" ").say("The page loads nothing and sends nothing.").raw(" ");
    h.say("Where a list says that more is left out, --format json writes the report in full.").raw("</p>\n");
    if !page.look.command.is_empty() {
        h.raw("<p>").say("Command line:").raw("</p>\n<pre>").short(&page.look.command, 2000).raw("</pre>\n");
    }
    h.raw("</footer>\n");
}
