//! Which files are pieces of one log. One rule: only names are looked at; what they leave open, the caller settles by time.

/// What a name says about rotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The name of the set: the name without its index and without a compression suffix.
    pub set: String,
    /// The index in the name; 0 for none.
    pub index: u32,
    /// What the index means.
    pub kind: RotationKind,
}

/// What the index in a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationKind {
    /// No index: the piece that is being written, or a log that is not rotated.
    Current,
    /// The higher, the older: `agorasdk.1.log` to `agorasdk.4.log`, `agoraapi.1.log`, `agora-iris.1.log` (SDK 4.x, seen in
    /// real folders), and `app.log.1`, `app.log.2.gz`.
    HighestOldest,
    /// `agorasdk_1.log` (SDK 3.x and older): which piece is older is not known. Order by first timestamp.
    Unordered,
}

/// Reads set and index off a name (a path, or `bundle.zip!logs/agorasdk.1.log`).
///
/// A name ending in `_N` counts as a piece only when it begins with `agora`: `call_2.log` is a log of its own.
#[must_use]
pub fn rotation(name: &str) -> Rotation {
    let start = name.rfind(['/', '\\', '!']).map_or(0, |at| at + 1);
    let (folder, file) = name.split_at(start);
    let file = without_packing(file);
    let found = trailing_index(file).or_else(|| inner_index(file)).or_else(|| agora_index(file));
    let (set, index, kind) = found.unwrap_or_else(|| (file.to_owned(), 0, RotationKind::Current));
    Rotation { set: format!("{folder}{set}"), index, kind }
}

/// The order in which logs are best read: pieces of one set together, where the first of them stands, oldest first.
///
/// Highest index first, then the current piece; pieces whose order is not known keep their order, before the current piece.
/// Returns positions in `names`, each once.
#[must_use]
pub fn rotation_order(names: &[String]) -> Vec<usize> {
    let pieces: Vec<Rotation> = names.iter().map(|name| rotation(name)).collect();
    let mut first = std::collections::HashMap::new();
    for (position, piece) in pieces.iter().enumerate() {
        first.entry(piece.set.as_str()).or_insert(position);
    }
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|position| {
        let piece = &pieces[*position];
        let age = match piece.kind {
            RotationKind::HighestOldest => u32::MAX - piece.index,
            RotationKind::Unordered => u32::MAX - 1,
            RotationKind::Current => u32::MAX,
        };
        (first[piece.set.as_str()], age, *position)
    });
    order
}

fn without_packing(file: &str) -> &str {
    let packed = [".gz", ".bz2", ".xz", ".zst"].into_iter().find_map(|suffix| file.strip_suffix(suffix));
    packed.filter(|rest| !rest.is_empty()).unwrap_or(file)
}

/// `app.log.1`
fn trailing_index(file: &str) -> Option<(String, u32, RotationKind)> {
    let (set, index) = file.rsplit_once('.')?;
    let index = piece_index(index)?;
    (!set.is_empty()).then(|| (set.to_owned(), index, RotationKind::HighestOldest))
}

/// `agorasdk.1.log`
fn inner_index(file: &str) -> Option<(String, u32, RotationKind)> {
    let (rest, extension) = log_extension(file)?;
    let (stem, index) = rest.rsplit_once('.')?;
    let index = piece_index(index)?;
    (!stem.is_empty()).then(|| (format!("{stem}.{extension}"), index, RotationKind::HighestOldest))
}

/// `agorasdk_1.log`
fn agora_index(file: &str) -> Option<(String, u32, RotationKind)> {
    let (rest, extension) = log_extension(file)?;
    let (stem, index) = rest.rsplit_once('_')?;
    let index = piece_index(index)?;
    let agora = stem.to_ascii_lowercase().starts_with("agora");
    agora.then(|| (format!("{stem}.{extension}"), index, RotationKind::Unordered))
}

fn log_extension(file: &str) -> Option<(&str, &str)> {
    file.rsplit_once('.').filter(|(_, extension)| matches!(extension.to_ascii_lowercase().as_str(), "log" | "txt"))
}

/// 1 to 999, as rotation writes it; longer numbers are years, ports and process ids.
fn piece_index(digits: &str) -> Option<u32> {
    let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let index = digits.parse().ok().filter(|_| plain && !digits.starts_with('0'));
    index.filter(|index| *index > 0)
}
