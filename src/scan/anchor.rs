//! What an event or a fact cannot do without: a few letters of every spelling.
//!
//! One rule: an anchor says what a line must hold before it is looked at, so the list may let too much through, never too
//! little. `tests/anchors.rs` proves it: every expression in the data is taken apart, and whatever it may match must
//! hold an anchor. Choose the letters that are rare in logs; a text that is common costs every log its time.

use super::kernel::{FRONT, GROUPS, Tables};

/// A digit.
const DIGIT: char = '#';
/// Neither a letter nor `_`.
const NO_LETTER: char = '~';
/// Up to sixteen bytes that are no letters and no digits, then a digit.
const NUMBER: char = '…';

/// Letters stand for both cases. `#`, `~` and `…` are the classes above and stand behind the third byte.
#[rustfmt::skip]
pub const ANCHORS: &[&str] = &[
    // Errors, warnings, reasons.
    "err", "code~", "warn", "eason", "nged_", "rtcexc", "mexception(", "type.", "(rawvalue", "ailed…", "ilure…", "tate…", "anged…",
    "ogin f", "ogin i", "ogin r",
    "错误", "异常", "代码", "警告", "原因", "失败…", "接失败", "ion fail", "에러", "오류", "エラー", "шибк", "ỗi", "mã", "fehler",
    "錯誤", "異常", "hata", "kesalahan", "łąd", "خطأ", "ข้อผิดพลาด", "rtm~",
    // Callbacks that carry a reason.
    "tatechange", "ionchanged", "tate_change", "onnecting", "isconnected", "connectionfail", "connection_fail", "mediarelayevent", "media_relay_event",
    "changefailed", "change_failed", "atabaseevent", "atabase_event", "ranscode", "tmileprobe", "tmile_probe", "validationfail",
    "validation_fail", "linkstatee", "link_state_e", "yricresult", "yric_result", "usicc", "usic_c", "eloadev", "eload_ev", "load_event",
    "querychannel", "query_channel", "tokenresult", "token_result", "filein", "file_in", "mingevent", "ming_event", "captureinfo",
    "capture_info", "apshottaken", "apshot_taken", "ongsimple", "ong_simple", "injected", "ogresult", "og_result", "superres", "super_res",
    "albackgr", "al_backgr", "wlacc", "wl_acc",
    // Why the servers refused a join of the Web SDK 2.x and 3.x.
    "o_authorized", "ic_use_d", "ic_use_s", "mic_key_", "vendor_key", "active_status",
    // Sessions.
    "joinch", "join_ch", "join ch", "join the ch", "jointhe ch", "joining", "joined ch", "joined the ch", "joinedch", "joinedthe ch", "join succ", "leav", "onstate", "on state", "on_state", "eroffline", "er_offline", "tialize", "gine_creat", "impl::rele", "gine_rele",
    "call to rele", "call to destr", "_type 4 ", "_type 0 ", "gine c", "gine i", "gine r", "gine w", "gine d", "gine s",
    "gine.cr", "gine.de", "gine.re", "royrtc", "roy_rtc", "royagora", "roy_agora", "easertc", "ease_rtc", "easeagora", "ease_agora",
    "released", "destroyed", "dk ver", "dk_ver", "dkver", "rtc_n-#", "ice info '", "ppid~", "pp_id~", "pp id~", "pp_ id~",
    // Tokens, clocks, logins.
    "newtoken", "new_token", "new token", "client_login", "lts…", "_ts…", "\"ts…", "'ts…", "tamp…",
    // Crashes, libraries, the device.
    "dlopen", "dn't find", "not loaded", "load dll", "dllnotf", "shared object", "libagora", "rtckit~", "orakit~", "signal #", "ion type:",
    "permission", "hone call", "ll_state_", "terruption", "callkit", "lestate.", "terbackground",
];

/// Words of results that may stand before a number without a space: `ret-3`.
const GLUED: &[&[u8]] = &[b"ret", b"return", b"result", b"code", b"failed", b"err", b"error"];

/// The anchors, ready to be looked for.
pub struct Anchors {
    /// What the vector search asks first.
    pub tables: Tables,
    /// Pairs of bytes in which an anchor begins, as bits.
    pairs: Box<[u64; 1024]>,
    /// For each hash of three bytes, where the anchors with these bytes begin in `sorted`.
    starts: Box<[u8; SLOTS + 1]>,
    sorted: Vec<Anchor>,
}

/// An anchor, with its first four bytes as a number as far as they are letters.
struct Anchor {
    text: &'static str,
    front: u32,
    mask: u32,
}

impl Anchor {
    fn new(text: &'static str) -> Anchor {
        let front = front(text).map(|bytes| if bytes.len() < 3 { (bytes[0] | FOLD, 0xff) } else { (0, 0) });
        Anchor { text, front: u32::from_le_bytes(front.map(|(byte, _)| byte)), mask: u32::from_le_bytes(front.map(|(_, mask)| mask)) }
    }
}

/// The bit in which small and capital letters differ.
const FOLD: u8 = 0x20;

/// Many more than anchors, so that most of what only looks like an anchor meets an empty one.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 12;

/// Groups that are not for letters; see [`Anchors::special`].
const SPECIAL: usize = 6;

impl Anchors {
    /// Puts the anchors in order.
    pub fn new(list: &[&'static str]) -> Anchors {
        let mut sorted: Vec<Anchor> = list.iter().map(|text| Anchor::new(text)).collect();
        sorted.sort_by_key(|anchor| slot(anchor.text.as_bytes()));
        let mut starts = Box::new([0_u8; SLOTS + 1]);
        for anchor in &sorted {
            starts[slot(anchor.text.as_bytes()) + 1] += 1;
        }
        for at in 0..SLOTS {
            starts[at + 1] += starts[at];
        }
        let mut anchors = Anchors { tables: Tables::default(), pairs: Box::new([0; 1024]), starts, sorted };
        anchors.special();
        anchors.letters(list);
        anchors
    }

    /// Minus signs, terminal sequences and escaped letters.
    fn special(&mut self) {
        let digits: Vec<u8> = (b'0'..=b'9').collect();
        let any: Vec<u8> = (0..=255).collect();
        let hex: Vec<u8> = any.iter().copied().filter(u8::is_ascii_hexdigit).collect();
        let before: Vec<u8> = any.iter().copied().filter(|byte| !byte.is_ascii_alphanumeric()).collect();
        let (low, high): (Vec<u8>, Vec<u8>) =
            before.into_iter().filter(|byte| !b"@`".contains(byte)).partition(|byte| matches!(byte >> 4, 3..=7));
        for (group, first) in [low, high, b"@`".to_vec(), b"tnedrTNEDR".to_vec()].iter().enumerate() {
            self.group(group, &[first, b"-", &digits, &any]);
        }
        self.group(4, &[b"\x1b\xc2", &any, &any, &any]);
        self.group(5, &[b"\\", b"u", &hex, &hex]);
    }

    fn group(&mut self, group: usize, front: &[&[u8]; FRONT]) {
        for (at, bytes) in front.iter().enumerate() {
            bytes.iter().for_each(|byte| self.tables.allow(group, at, *byte));
        }
        for first in front[0] {
            front[1].iter().for_each(|second| self.pair(*first, *second));
        }
    }

    /// Each anchor goes to the group that it widens least.
    fn letters(&mut self, list: &[&'static str]) {
        let mut sets = [[[0_u16; 2]; FRONT]; GROUPS - SPECIAL];
        for anchor in list {
            let front = front(anchor);
            let wider = |set: &[[u16; 2]; FRONT]| width(&with(set, &front)) - width(set);
            let best = (0..sets.len()).min_by_key(|at| wider(&sets[*at])).unwrap_or(0);
            sets[best] = with(&sets[best], &front);
            let bytes: Vec<&[u8]> = front.iter().map(Vec::as_slice).collect();
            self.group(SPECIAL + best, &[bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
    }

    fn pair(&mut self, first: u8, second: u8) {
        let at = usize::from(first) << 8 | usize::from(second);
        self.pairs[at / 64] |= 1 << (at % 64);
    }

    /// An anchor may begin with this pair.
    pub fn begins(&self, first: u8, second: u8) -> bool {
        let at = usize::from(first) << 8 | usize::from(second);
        self.pairs[at / 64] & (1 << (at % 64)) != 0
    }

    /// Where the anchor that begins here makes its line worth a look, if one does.
    pub fn hit(&self, text: &[u8], at: usize) -> Option<usize> {
        let rest = &text[at..];
        match rest {
            [_, b'-', digit, ..] if digit.is_ascii_digit() => return minus(text, at + 1).then_some(at + 1),
            [0x1b, ..] | [0xc2, 0x9b, ..] => return Some(at),
            [b'\\', b'u', hex @ ..] if hex.len() >= 4 && hex[..4].iter().all(u8::is_ascii_hexdigit) => return Some(at),
            [_, _, _, ..] => {}
            _ => return None,
        }
        let slot = slot(rest);
        let anchors = &self.sorted[usize::from(self.starts[slot])..usize::from(self.starts[slot + 1])];
        let word = word(rest);
        let hit = anchors.iter().any(|anchor| (word ^ anchor.front) & anchor.mask == 0 && begins_with(rest, anchor.text));
        (hit && !console_head(text, at)).then_some(at)
    }
}

/// The first four bytes, letters in one case, as a number; at the end of a text fewer.
fn word(bytes: &[u8]) -> u32 {
    let fold = u32::from_le_bytes([FOLD; 4]);
    bytes.first_chunk().map_or_else(|| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]), |four| u32::from_le_bytes(*four)) | fold
}

/// A hash of the first three bytes, the same for both cases.
fn slot(bytes: &[u8]) -> usize {
    let key = u32::from_le_bytes([bytes[0] | FOLD, bytes[1] | FOLD, bytes[2] | FOLD, 0]);
    (key.wrapping_mul(0x9E37_79B1) >> (32 - SLOT_BITS)) as usize
}

/// The bytes that may stand in the first places of an anchor.
fn front(anchor: &str) -> [Vec<u8>; FRONT] {
    let mut front: [Vec<u8>; FRONT] = std::array::from_fn(|_| (0..=255).collect());
    let bytes = anchor.as_bytes();
    for (at, place) in front.iter_mut().enumerate().take(bytes.len()) {
        match anchor.get(at..).and_then(|rest| rest.chars().next()) {
            Some(DIGIT) => *place = (b'0'..=b'9').collect(),
            Some(NO_LETTER | NUMBER) => return front,
            _ => *place = vec![bytes[at], bytes[at].to_ascii_uppercase()],
        }
    }
    front
}

fn with(set: &[[u16; 2]; FRONT], front: &[Vec<u8>; FRONT]) -> [[u16; 2]; FRONT] {
    let mut set = *set;
    for (place, bytes) in set.iter_mut().zip(front) {
        for byte in bytes {
            place[0] |= 1 << (byte & 15);
            place[1] |= 1 << (byte >> 4);
        }
    }
    set
}

/// How much a group lets through.
fn width(set: &[[u16; 2]; FRONT]) -> u64 {
    set.iter().map(|place| u64::from(place[0].count_ones() * place[1].count_ones())).product()
}

fn begins_with(text: &[u8], anchor: &str) -> bool {
    let mut rest = text;
    for letter in anchor.chars() {
        match (letter, rest.first()) {
            (NUMBER, _) => {
                let run = rest.iter().take(16).take_while(|byte| !byte.is_ascii_alphanumeric()).count();
                return rest.get(run).is_some_and(u8::is_ascii_digit);
            }
            (NO_LETTER, byte) => return byte.is_none_or(|byte| !byte.is_ascii_alphabetic() && *byte != b'_'),
            (DIGIT, byte) => return byte.is_some_and(u8::is_ascii_digit),
            (letter, _) => {
                let mut buffer = [0; 4];
                let bytes = letter.encode_utf8(&mut buffer).as_bytes();
                if rest.len() < bytes.len() || !rest[..bytes.len()].eq_ignore_ascii_case(bytes) {
                    return false;
                }
                rest = &rest[bytes.len()..];
            }
        }
    }
    true
}

/// The name of the Web SDK's file in front of each of its console lines, which the envelope takes off: no fact about it.
fn console_head(text: &[u8], at: usize) -> bool {
    const NAME: &[u8] = b"AgoraRTC_N-";
    let Some(start) = at.checked_sub(5) else { return false };
    let begins = start == 0 || text[start - 1] == b'\n';
    if !begins || !text[start..].starts_with(NAME) {
        return false;
    }
    let run = |text: &[u8], class: fn(&u8) -> bool| text.iter().take_while(|byte| class(byte)).count();
    let mut rest = &text[start + NAME.len()..];
    for (least, part) in [(1, "."), (1, "."), (1, ".js:"), (1, " "), (2, ":"), (2, ":"), (2, ":"), (1, " Agora-SDK [")] {
        let count = run(rest, u8::is_ascii_digit);
        match rest[count..].strip_prefix(part.as_bytes()) {
            Some(after) if (least..=4 - least).contains(&count) => rest = after,
            _ => return false,
        }
    }
    let level = run(rest, u8::is_ascii_uppercase);
    level > 0 && rest[level..].starts_with(b"]:")
}

/// A minus sign counts only where a number can start: not inside dates, identifiers and ranges.
pub fn minus(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    let ends = |word: &&[u8]| before.len() >= word.len() && before[before.len() - word.len()..].eq_ignore_ascii_case(word);
    before.last().is_none_or(|last| !last.is_ascii_alphanumeric()) || GLUED.iter().any(ends)
}
