//! Expressions that match at the start of a text only, as tables that the build script made.
//!
//! One rule: it finds what the expression would find, and starting costs nothing.

/// The tables of one expression.
#[derive(Debug)]
pub struct Automaton {
    /// For each byte, the column of its class; the last column stands for the end of the text.
    pub classes: &'static [u8; 256],
    /// Columns in a row.
    pub columns: usize,
    /// A row for each state: by column, the state that follows. A state is known by where its row begins.
    pub rows: &'static [u16],
    /// Rows from here on say that a match ended before the byte that led there. The row at 0 leads nowhere else.
    pub matches: usize,
    /// The row of the state at the start of a text.
    pub start: usize,
}

impl Automaton {
    /// Where the match at the start of a text ends, if there is one.
    pub fn end(&self, text: &[u8]) -> Option<usize> {
        let (mut row, mut end) = (self.start, None);
        for (at, byte) in text.iter().enumerate() {
            row = self.follow(row, usize::from(self.classes[usize::from(*byte)]));
            if row >= self.matches {
                end = Some(at);
            } else if row == 0 {
                return end;
            }
        }
        if self.follow(row, self.columns - 1) >= self.matches { Some(text.len()) } else { end }
    }

    fn follow(&self, row: usize, column: usize) -> usize {
        usize::from(self.rows[row + column])
    }
}
