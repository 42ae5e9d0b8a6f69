//! Which files are pieces of one log. One rule: only names are looked at; what they leave open, the caller settles by time.

use std::collections::HashMap;

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

/// Which logs are pieces of one: positions in `names`, each once; sets stand where their first piece stands, oldest piece first.
///
/// Highest index first, then the current piece; pieces whose order is not known keep their order, before the current piece. A set has
/// every index once: a second file of the same index (`app.log` and `app.log.gz`) is a log of its own.
#[must_use]
pub fn rotation_sets(names: &[String]) -> Vec<Vec<usize>> {
    let pieces: Vec<Rotation> = names.iter().map(|name| rotation(name)).collect();
    let mut at: HashMap<&str, usize> = HashMap::new();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for (position, piece) in pieces.iter().enumerate() {
        let known = at.get(piece.set.as_str()).copied();
        if let Some(set) = known.filter(|set| !sets[*set].iter().any(|other| pieces[*other].index == piece.index)) {
            sets[set].push(position);
        } else {
            at.entry(&piece.set).or_insert(sets.len());
            sets.push(vec![position]);
        }
    }
    let age = |position: &usize| match pieces[*position].kind {
        RotationKind::HighestOldest => u32::MAX - pieces[*position].index,
        RotationKind::Unordered => u32::MAX - 1,
        RotationKind::Current => u32::MAX,
    };
    for set in &mut sets {
        set.sort_by_key(age);
    }
    sets
}

/// The pieces of one set, put in order by the time of their first lines; nothing when they are no pieces of one log after all.
///
/// `pieces` are the names in the order of [`rotation_sets`], each with the first time in it. Files of the SDK are pieces whatever the
/// times say, and so are `app.log.1`, `app.log.2`; any other `call.1.log`, `call.2.log` only when their times follow one another.
#[must_use]
pub fn rotation_by_time(pieces: &[(&str, Option<&str>)]) -> Option<Vec<usize>> {
    let as_named: Vec<usize> = (0..pieces.len()).collect();
    let date = |time: &str| time.find('T');
    let times: Option<Vec<&str>> = pieces.iter().map(|(_, time)| *time).collect();
    let comparable = times.filter(|times| times.iter().all(|time| date(time) == date(times[0])));
    let trusted = pieces.iter().all(|(name, _)| is_agora(name)) || pieces.iter().any(|(name, _)| trailing_index(file_name(name)).is_some());
    match comparable {
        Some(times) if times.is_sorted() => Some(as_named),
        Some(times) if trusted && date(times[0]).is_some() && pieces.iter().any(|(name, _)| is_agora(name)) => {
            let mut order = as_named;
            order.sort_by_key(|piece| times[*piece]);
            Some(order)
        }
        Some(times) if date(times[0]).is_some() => None,
        _ => trusted.then_some(as_named),
    }
}

fn file_name(name: &str) -> &str {
    without_packing(&name[name.rfind(['/', '\\', '!']).map_or(0, |at| at + 1)..])
}

/// A file that the SDK or Iris writes.
fn is_agora(name: &str) -> bool {
    file_name(name).to_ascii_lowercase().starts_with("agora")
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
