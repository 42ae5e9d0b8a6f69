//! temporary
use crate::report::Report;
use super::Look;
use std::io::{self, Write};
/// x
/// # Errors
/// y
pub fn write(report: &Report, _look: &Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", report.verdict())?;
    for f in &report.findings { writeln!(out, "{} {} {} {}", f.id, f.name, f.count, f.title)?; }
    Ok(())
}
