//! Expressions as tables that the build script made: what they match where a match may begin.
//!
//! One rule: it finds what the expression would find, and starting costs nothing: all tables are one stretch of bytes.

/// The tables of all automata, one behind the other.
static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/automata.bin"));

/// One expression. It holds no address, which would cost time at every start.
#[derive(Debug, Clone, Copy)]
pub struct Automaton {
    /// Where its tables begin: for each byte the column of its class, then a row for each state. In a row stands, by column, where
    /// the row of the state that follows begins, in numbers of 16 bits from the first row on.
    pub at: u32,
    /// The column for the end of the text.
    pub last: u8,
    /// How many numbers all rows are.
    pub length: u32,
    /// Rows that begin up to here, but for the first, are those of states that say that a match ended before the byte that led there.
    /// The first is that of the state that leads nowhere else.
    pub matches: u16,
    /// The row of the first state, by what stands before the match; see [`before`].
    pub starts: [u16; KINDS],
}

/// Kinds of bytes before a match that an expression may tell apart.
pub const KINDS: usize = 5;

/// What stands before a match: nothing, a line feed, a carriage return, a letter, digit or `_`, or something else.
fn before(text: &[u8], at: usize) -> usize {
    match at.checked_sub(1).map(|before| text[before]) {
        None => 0,
        Some(b'\n') => 1,
        Some(b'\r') => 2,
        Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' => 3,
        Some(_) => 4,
    }
}

impl Automaton {
    /// Where the match ends that begins at this place, if there is one; and how many bytes were looked at.
    pub fn end(&self, text: &[u8], from: usize) -> (Option<usize>, usize) {
        self.walk::<false>(text, from)
    }

    /// Whether a match begins at this place; and how many bytes were looked at.
    pub fn begins(&self, text: &[u8], from: usize) -> (bool, usize) {
        let (end, looked_at) = self.walk::<true>(text, from);
        (end.is_some(), looked_at)
    }

    /// The same, up to the first end of a match or to the last.
    fn walk<const FIRST: bool>(&self, text: &[u8], from: usize) -> (Option<usize>, usize) {
        let tables = &TABLES[self.at as usize..];
        let Some((classes, rows)) = tables.split_first_chunk::<256>() else { return (None, 0) };
        let (rows, _) = rows[..2 * self.length as usize].as_chunks();
        let follow = |state: u16, column: u8| u16::from_le_bytes(rows[usize::from(state) + usize::from(column)]);
        let (mut state, mut end) = (self.starts[before(text, from)], None);
        for (looked_at, byte) in text[from..].iter().enumerate() {
            state = follow(state, classes[usize::from(*byte)]);
            if state <= self.matches {
                if state == 0 {
                    return (end, looked_at);
                }
                end = Some(from + looked_at);
                if FIRST {
                    return (end, looked_at);
                }
            }
        }
        let ended = (1..=self.matches).contains(&follow(state, self.last));
        (if ended { Some(text.len()) } else { end }, text.len() - from)
    }
}
