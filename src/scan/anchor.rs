//! What an event or a fact cannot do without: a few letters of every spelling.
//!
//! One rule: an anchor says what a line must hold before it is looked at, so the list may let too much through, never too
//! little. `tests/anchors.rs` proves it: every expression in the data is taken apart, and whatever it may match must
//! hold an anchor. Choose the letters that are rare in logs; a text that is common costs every log its time.

use super::fronts::FRONTS;
use super::kernel::{FRONT, GROUPS, Tables};
use super::mark::{self, MARKS, loud_minus};
use std::collections::HashMap;

/// Letters stand for both cases. One of the marks of [`super::mark`] may stand at the end, behind three bytes and more.
#[rustfmt::skip]
pub const ANCHORS: &[&str] = &[
    // Errors, warnings, reasons.
    "err»", "err_", "err△", "error△", "_error(", "rror:ª", "rror↑", "on_err", "ionerr", "ion_err", "rtcerr", "ageerr", "age_err", "linkerr", "error.", "rtype ", "code.", "code»", "code↑", "warn»", "warn_", "warn‡", "warning¶", "didoccurw", "eason", "otivo", "이유", "사유", "nged_", "rtcexc", "mexception(", "type.", "(rawvalue", "ailed№", "ilure№", "tate…", "anged…",
    "ogin e", "ogin f", "ogin i", "ogin r",
    "错误", "异常", "代码", "警告", "原因", "失败№", "失败↑", "接失败", "ion fail", "에러", "오류", "エラー", "шибк", "ỗi", "mã", "fehler",
    "錯誤", "異常", "hata", "kesalahan", "łąd", "خطأ", "ข้อผิดพลาด", "rtm~",
    // Callbacks that carry a reason.
    "tatechange", "ionchanged", "tate_change", "tate-change", "onnecting", "isconnected", "connectionfail", "connection_fail", "mediarelayevent", "media_relay_event",
    "changefailed", "change_failed", "atabaseevent", "atabase_event", "ranscode", "tmileprobe", "tmile_probe", "validationfail",
    "validation_fail", "linkstatee", "link_state_e", "yricresult", "yric_result", "usicc", "usic_c", "eloadev", "eload_ev", "load_event",
    "querychannel", "query_channel", "tokenresult", "token_result", "filein", "file_in", "mingevent", "ming_event", "captureinfo",
    "capture_info", "apshottaken", "apshot_taken", "ongsimple", "ong_simple", "injected", "ogresult", "og_result", "superres", "super_res",
    "albackgr", "al_backgr", "wlacc", "wl_acc",
    // Why the servers refused a join of the Web SDK 2.x and 3.x.
    "o_authorized", "ic_use_d", "ic_use_s", "mic_key_", "vendor_key", "active_status",
    // What went wrong with a stream or a device of the Web SDK 2.x and 3.x.
    "gatewayclient", "id_local_stream", "id_remote_stream", "ch_remote_stream", "ready_published", "yet_published", "stream_failed", "dualstream_failed", "not_video_trace",
    "device_by_label", "join_too_freq", "socket_error", "socket_disconn", "gateway_error", "on_publishing", "usermedia", "edia access", "sdk [err", "sdk err", "ret:↑", "ret=↑",
    // Sessions.
    "joinch", "join_ch", "join ch", "join the ch", "jointhe ch", "joining", "joined ch", "joined the ch", "joinedch", "joinedthe ch", "join succ", "leav", "onstate", "on state", "on_state", "eroffline", "er_offline", "tialize", "gine_creat", "impl::rele", "gine_rele",
    "call to rele", "call to destr", "_type 4 ", "_type 0 ", "gine c", "gine i", "gine r", "gine w", "gine d", "gine s",
    "gine.cr", "gine.de", "gine.re", "royrtc", "roy_rtc", "royagora", "roy_agora", "easertc", "ease_rtc", "easeagora", "ease_agora",
    "released", "destroyed", "dk ver", "dk_ver", "dkver", "rtc_n-#", "ice info '", "ppid~", "pp_id~", "pp id~", "pp_ id~",
    // Tokens, clocks, logins.
    "newtoken", "new_token", "new token", "client_login", "lts¹", "_ts¹", "\"ts¹", "'ts¹", "tamp¹",
    // Crashes, libraries, the device.
    "dlopen", "dn't find", "not loaded", "load dll", "dllnotf", "getlasterr", "shared object", "libagora", "rtckit~", "orakit~", "signal #", "ion type:",
    "permission", "hone call", "ll_state_", "terruption", "callkit", "lestate.", "terbackground",
];

/// The anchors, ready to be looked for.
pub struct Anchors {
    /// What the vector search asks first.
    pub tables: Tables,
    /// Pairs of bytes with which the front of an anchor begins, as bits.
    pairs: Box<[u64; 1024]>,
    /// For each hash of three bytes, where the anchors whose fronts begin with these bytes are in `sorted`.
    starts: Box<[u8; SLOTS + 1]>,
    sorted: Vec<Anchor>,
}

/// An anchor, ready to be compared.
struct Anchor {
    /// What stands before the mark.
    letters: &'static [u8],
    mark: Option<char>,
    /// Where the front is in the letters.
    at: usize,
    /// A hash of the front.
    slot: usize,
    /// Eight bytes of the letters with the front among them, folded to one case, and which of their bits there are.
    window: u64,
    mask: u64,
    /// Where the window is in the letters, counted back from the front.
    back: usize,
    /// ASCII bytes that may stand behind the letters, as bits.
    behind: u128,
}

/// Four bytes of an anchor that are asked first.
pub struct Front {
    /// Where they begin in the anchor.
    pub at: usize,
    /// What each of them may be.
    pub bytes: [Vec<u8>; FRONT],
}

impl Anchor {
    fn new(text: &'static str, front: &Front) -> Anchor {
        let (letters, mark) = parts(text);
        let letters = letters.as_bytes();
        let from = front.at.min(letters.len().saturating_sub(WINDOW));
        let (mut window, mut bits) = ([0; WINDOW], [0; WINDOW]);
        for (at, byte) in letters[from..].iter().take(WINDOW).enumerate() {
            (window[at], bits[at]) = (byte | FOLD, u8::MAX);
        }
        Anchor {
            letters,
            mark,
            at: front.at,
            slot: slot([letters[front.at], letters[front.at + 1], letters[front.at + 2]]),
            window: u64::from_le_bytes(window),
            mask: u64::from_le_bytes(bits),
            back: front.at - from,
            behind: mark.map_or(u128::MAX, mark::firsts),
        }
    }

    /// It may stand around this place of its front: told by few comparisons, and without walking.
    fn may_be_at(&self, text: &[u8], at: usize) -> bool {
        let Some(window) = at.checked_sub(self.back).and_then(|from| text.get(from..)?.first_chunk()) else { return true };
        let behind = || text.get(at + self.letters.len() - self.at).is_none_or(|byte| !byte.is_ascii() || self.behind >> byte & 1 == 1);
        ((u64::from_le_bytes(*window) | FOLDS) ^ self.window) & self.mask == 0 && behind()
    }

    /// It stands around this place of its front.
    fn is_at(&self, text: &[u8], at: usize) -> bool {
        let Some(start) = at.checked_sub(self.at) else { return false };
        let Some((front, rest)) = text[start..].split_at_checked(self.letters.len()) else { return false };
        let stands = front.eq_ignore_ascii_case(self.letters) && self.mark.is_none_or(|mark| mark::follows(rest, mark));
        stands && !console_head(text, start)
    }
}

/// Bytes of an anchor that are compared at once.
const WINDOW: usize = 8;
/// The bit in which small and capital letters differ.
const FOLD: u8 = 0x20;
const FOLDS: u64 = u64::from_le_bytes([FOLD; 8]);

/// Many more than anchors, so that most of what only looks like an anchor meets an empty one.
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 12;

/// Groups that are not for letters; see [`Anchors::special`].
const SPECIAL: usize = 4;
/// Groups for letters.
pub const LETTERS: usize = GROUPS - SPECIAL;

impl Anchors {
    /// Puts the anchors in order.
    pub fn new(list: &[&'static str]) -> Anchors {
        let mut anchors =
            Anchors { tables: Tables::default(), pairs: Box::new([0; 1024]), starts: Box::new([0; SLOTS + 1]), sorted: Vec::new() };
        anchors.special();
        let known = FRONTS.iter().enumerate().flat_map(|(group, fronts)| fronts.iter().map(move |(text, at)| (*text, (group, *at))));
        let known: HashMap<&str, (usize, usize)> = known.collect();
        for text in list {
            let (group, front) = placed(text, known.get(text));
            anchors.group(SPECIAL + group, &front.bytes.each_ref().map(Vec::as_slice));
            anchors.pair(&front.bytes[0], &front.bytes[1]);
            anchors.sorted.push(Anchor::new(text, &front));
        }
        anchors.sort();
        anchors
    }

    fn sort(&mut self) {
        self.sorted.sort_by_key(|anchor| anchor.slot);
        for anchor in &self.sorted {
            self.starts[anchor.slot + 1] += 1;
        }
        for at in 0..SLOTS {
            self.starts[at + 1] += self.starts[at];
        }
    }

    /// Minus signs, terminal sequences and escaped letters. Digits before a minus sign are left out, most of them are dates;
    /// [`mark::minus`] leaves out the rest. What by halves of a byte looks like digits beside the rest, `:` to `?`, is a group of its own;
    /// `C2 9B` is in it and not beside the escape, for by seven bits `C2` is `B`, and any text may follow an escape.
    fn special(&mut self) {
        let any: Vec<u8> = (0..=255).collect();
        let set = |wanted: fn(&u8) -> bool| any.iter().copied().filter(wanted).collect::<Vec<u8>>();
        let (digits, hex) = (set(u8::is_ascii_digit), set(u8::is_ascii_hexdigit));
        let before = set(|byte| !byte.is_ascii_alphanumeric() || b"tnedrTNEDR".contains(byte));
        let (behind, other): (Vec<u8>, Vec<u8>) = before.iter().partition(|byte| **byte >> 4 == 3);
        self.group(0, &[&other, b"-", &digits, &any]);
        self.group(1, &[&behind, b"-", &digits, &any]);
        self.pair(&before, b"-");
        self.group(1, &[b"\xc2", b"\x9b", &any, &any]);
        self.pair(b"\xc2", b"\x9b");
        self.group(2, &[b"\x1b", &any, &any, &any]);
        self.pair(b"\x1b", &any);
        self.group(3, &[b"\\", b"u", &hex, &hex]);
        self.pair(b"\\", b"u");
    }

    fn group(&mut self, group: usize, front: &[&[u8]; FRONT]) {
        for (at, bytes) in front.iter().enumerate() {
            bytes.iter().for_each(|byte| self.tables.allow(group, at, *byte));
        }
    }

    fn pair(&mut self, first: &[u8], second: &[u8]) {
        for (first, second) in first.iter().flat_map(|first| second.iter().map(move |second| (*first, *second))) {
            let at = usize::from(first) << 8 | usize::from(second);
            self.pairs[at / 64] |= 1 << (at % 64);
        }
    }

    /// The front of an anchor may begin with this pair.
    pub fn begins(&self, first: u8, second: u8) -> bool {
        let at = usize::from(first) << 8 | usize::from(second);
        self.pairs[at / 64] & (1 << (at % 64)) != 0
    }

    /// Where the anchor whose front is here makes its line worth a look, if one does.
    #[inline]
    pub fn hit(&self, text: &[u8], at: usize) -> Option<usize> {
        match text[at..] {
            [_, b'-', ..] | [0x1b | 0xc2 | b'\\', ..] | [] | [_] | [_, _] => self.special_hit(text, at),
            [first, second, third, ..] => self.letters_hit(text, at, slot([first, second, third])),
        }
    }

    /// The same where it may be none of letters.
    fn special_hit(&self, text: &[u8], at: usize) -> Option<usize> {
        match text[at..] {
            [_, b'-', digit, ..] if digit.is_ascii_digit() => loud_minus(text, at + 1).then_some(at + 1),
            [0x1b, ..] | [0xc2, 0x9b, ..] => Some(at),
            [b'\\', b'u', ref hex @ ..] if hex.len() >= 4 && hex[..4].iter().all(u8::is_ascii_hexdigit) => Some(at),
            [first, second, third, ..] => self.letters_hit(text, at, slot([first, second, third])),
            _ => None,
        }
    }

    fn letters_hit(&self, text: &[u8], at: usize, slot: usize) -> Option<usize> {
        let anchors = &self.sorted[usize::from(self.starts[slot])..usize::from(self.starts[slot + 1])];
        anchors.iter().any(|anchor| anchor.may_be_at(text, at) && anchor.is_at(text, at)).then_some(at)
    }
}

/// The group of an anchor and its front; of one that is not in the list of fronts yet, the first that can be.
fn placed(text: &str, known: Option<&(usize, usize)>) -> (usize, Front) {
    let known = known.and_then(|(group, at)| Some(((*group).min(LETTERS - 1), front(&letters(text), *at)?)));
    known.unwrap_or_else(|| (LETTERS - 1, places(text).swap_remove(0)))
}

/// The places of an anchor that can be its front: its first three bytes are letters, or stand for themselves.
///
/// # Panics
/// When the anchor has no three such bytes in a row.
pub fn places(anchor: &str) -> Vec<Front> {
    let letters = letters(anchor);
    let fronts: Vec<Front> = (0..=letters.len().saturating_sub(FRONT)).filter_map(|at| front(&letters, at)).collect();
    assert!(!fronts.is_empty(), "{anchor:?} is too short for an anchor");
    fronts
}

/// The front that begins at a place of an anchor, if three letters follow there.
fn front(letters: &[Vec<u8>], at: usize) -> Option<Front> {
    let any = || (0..=255).collect();
    (at + 3 <= letters.len())
        .then(|| Front { at, bytes: std::array::from_fn(|place| letters.get(at + place).cloned().unwrap_or_else(any)) })
}

/// A hash of the first three bytes, the same for both cases.
fn slot([first, second, third]: [u8; 3]) -> usize {
    let key = u32::from_le_bytes([first | FOLD, second | FOLD, third | FOLD, 0]);
    (key.wrapping_mul(0x9E37_79B1) >> (32 - SLOT_BITS)) as usize
}

/// What stands before the mark, and the mark.
fn parts(anchor: &str) -> (&str, Option<char>) {
    let mark = anchor.chars().next_back().filter(|last| MARKS.contains(last));
    (mark.map_or(anchor, |mark| anchor.trim_end_matches(mark)), mark)
}

/// What each byte of an anchor may be, as far as it is letters.
fn letters(anchor: &str) -> Vec<Vec<u8>> {
    parts(anchor).0.bytes().map(|byte| vec![byte, byte.to_ascii_uppercase()]).collect()
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

#[cfg(test)]
mod tests {
    use super::{ANCHORS, FRONTS};
    use std::collections::BTreeSet;

    #[test]
    fn every_anchor_has_its_front() {
        let placed: BTreeSet<&str> = FRONTS.iter().flat_map(|group| group.iter().map(|(text, _)| *text)).collect();
        let known: BTreeSet<&str> = ANCHORS.iter().copied().collect();
        assert_eq!(placed, known, "write src/scan/fronts.rs anew: see benches/README.md");
    }
}
