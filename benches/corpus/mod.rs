//! Made-up logs of any size, for measuring: the shapes of real ones, none of their text.
//!
//! One rule: the same seed, share and kind give the same bytes on every machine, and a smaller log is the beginning of a
//! larger one.

mod android;
mod apps;
mod sdk;
mod template;

use template::Facts;

/// What a log is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The console of one app that uses the SDK, with pieces of the files that the SDK writes.
    Mixed,
    /// A device log in which nothing of the SDK occurs.
    Noise,
}

/// How to make a log.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Same seed, same bytes.
    pub seed: u64,
    /// Lines with an event among all lines, 0 to 0.5; of no account for [`Kind::Noise`].
    pub share: f64,
    /// What it is made of.
    pub kind: Kind,
}

/// Makes lines one after the other.
pub struct Corpus {
    rng: Rng,
    facts: Facts,
    recipe: Recipe,
    section: Section,
    left: u64,
    next_event: u64,
    /// Lines made.
    pub lines: u64,
    /// Lines with an event among them.
    pub events: u64,
}

/// A stretch of a log that one writer made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Logcat,
    FlutterConsole,
    AgoraApi,
    AgoraSdk,
    Iris,
    Web,
}

/// Sections in a mixed log, as often as they stand here.
const SECTIONS: &[Section] = &[
    Section::Logcat,
    Section::Logcat,
    Section::Logcat,
    Section::Logcat,
    Section::Logcat,
    Section::FlutterConsole,
    Section::FlutterConsole,
    Section::AgoraApi,
    Section::AgoraSdk,
    Section::Iris,
    Section::Web,
];

/// Lines of the first section, which decides the format of the whole, and most lines of the others.
const FIRST_LINES: u64 = 2_000;
const MOST_LINES: u64 = 1_500;

impl Corpus {
    /// Begins a log.
    pub fn new(recipe: Recipe) -> Self {
        let mut rng = Rng(recipe.seed ^ 0x5DEE_CE66_D1CE_4E5B);
        let facts = Facts::new(&mut rng);
        let mut corpus = Corpus { rng, facts, recipe, section: Section::Logcat, left: FIRST_LINES, next_event: 0, lines: 0, events: 0 };
        corpus.next_event = corpus.place_of_event(0);
        corpus
    }

    /// Appends whole lines until one more would make `out` longer than `size`.
    pub fn fill(&mut self, out: &mut Vec<u8>, size: usize) -> bool {
        let before = (out.len(), self.lines, self.events);
        self.line(out);
        if out.len() > size {
            out.truncate(before.0);
            (self.lines, self.events) = (before.1, before.2);
            return false;
        }
        true
    }

    /// Appends a line, or the few lines of one message.
    fn line(&mut self, out: &mut Vec<u8>) {
        if self.left == 0 {
            self.section = *self.rng.pick(SECTIONS);
            self.left = 100 + self.rng.below(MOST_LINES - 100);
        }
        let event = self.recipe.kind == Kind::Mixed && self.recipe.share > 0.0 && self.lines >= self.next_event;
        let start = out.len();
        self.facts.tick(&mut self.rng);
        self.message(event, out);
        let made: u64 = out[start..].iter().map(|byte| u64::from(*byte == b'\n')).sum();
        self.lines += made;
        self.left = self.left.saturating_sub(made);
        if event {
            self.events += 1;
            self.next_event = self.place_of_event(self.events).max(self.lines);
        }
    }

    fn message(&mut self, event: bool, out: &mut Vec<u8>) {
        let (rng, facts) = (&mut self.rng, &mut self.facts);
        if self.recipe.kind == Kind::Noise {
            return android::noise(rng, facts, out);
        }
        match self.section {
            Section::Logcat => android::app(rng, facts, event, out),
            Section::FlutterConsole => apps::flutter(rng, facts, event, out),
            Section::AgoraApi => sdk::api(rng, facts, event, out),
            Section::AgoraSdk => sdk::sdk(rng, facts, event, out),
            Section::Iris => sdk::iris(rng, facts, event, out),
            Section::Web => apps::web(rng, facts, event, out),
        }
    }

    /// One event in each block of `1 / share` lines, at a random place of the block.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts of lines are far below 2^52
    fn place_of_event(&mut self, block: u64) -> u64 {
        let within = self.rng.below(1 << 20) as f64 / f64::from(1 << 20);
        if self.recipe.share > 0.0 { ((block as f64 + within) / self.recipe.share) as u64 } else { u64::MAX }
    }
}

/// Numbers that look random and depend on the seed alone.
pub struct Rng(u64);

impl Rng {
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        ((self.bits() >> 32) * end) >> 32
    }

    /// One of the items, each as likely as the others.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let at = self.below(items.len() as u64);
        &items[usize::try_from(at).unwrap_or(0)]
    }

    /// One of the items, those at the front more likely.
    pub fn front<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let end = items.len() as u64;
        let at = self.below(end).min(self.below(end));
        &items[usize::try_from(at).unwrap_or(0)]
    }
}
