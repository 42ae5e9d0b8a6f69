use crate::source::{RotationKind, rotation, rotation_by_time, rotation_sets};

fn parts(name: &str) -> (String, u32, RotationKind) {
    let piece = rotation(name);
    (piece.set, piece.index, piece.kind)
}

#[test]
fn names_give_set_and_index() {
    use RotationKind::{Current, HighestOldest, Unordered};
    for (name, set, index, kind) in [
        ("agorasdk.log", "agorasdk.log", 0, Current),
        ("agorasdk.4.log", "agorasdk.log", 4, HighestOldest),
        ("d/agora-iris.3.log", "d/agora-iris.log", 3, HighestOldest),
        ("z.zip!logs/agoraapi.1.log", "z.zip!logs/agoraapi.log", 1, HighestOldest),
        ("agorasdk_1.log", "agorasdk.log", 1, Unordered),
        ("log.1.txt", "log.txt", 1, HighestOldest),
        ("app.log.1", "app.log", 1, HighestOldest),
        ("app.log.2.gz", "app.log", 2, HighestOldest),
        ("app.log.gz", "app.log", 0, Current),
        ("call_2.log", "call_2.log", 0, Current),
        ("app.2024.log", "app.2024.log", 0, Current),
        ("app.01.log", "app.01.log", 0, Current),
        (".1", ".1", 0, Current),
        (".gz", ".gz", 0, Current),
        ("", "", 0, Current),
        ("-", "-", 0, Current),
    ] {
        assert_eq!(parts(name), (set.to_owned(), index, kind), "{name}");
    }
}

fn sets(names: &[&str]) -> Vec<Vec<usize>> {
    rotation_sets(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
}

#[test]
fn pieces_come_together_oldest_first() {
    let names = ["b.log", "agorasdk.1.log", "x.log", "agorasdk.log", "agorasdk.10.log", "agorasdk.2.log", "other/agorasdk.1.log"];
    assert_eq!(sets(&names), [vec![0], vec![4, 5, 1, 3], vec![2], vec![6]]);
    assert_eq!(sets(&["agorasdk.log", "agorasdk_2.log", "agorasdk_1.log"]), [vec![1, 2, 0]]);
    assert_eq!(sets(&["app.log", "app.log.gz", "app.log.1"]), [vec![2, 0], vec![1]]);
    assert!(sets(&[]).is_empty());
}

#[test]
fn times_settle_what_names_leave_open() {
    let order = |pieces: &[(&str, &str)]| {
        let pieces: Vec<(&str, Option<&str>)> = pieces.iter().map(|(name, time)| (*name, (!time.is_empty()).then_some(*time))).collect();
        rotation_by_time(&pieces)
    };
    let (early, late) = ("2025-12-01T10:00:00", "2025-12-02T10:00:00");
    assert_eq!(order(&[("agorasdk_2.log", late), ("agorasdk_1.log", early)]), Some(vec![1, 0]));
    assert_eq!(order(&[("agorasdk_1.log", "23:00:00"), ("agorasdk.log", "01:00:00")]), Some(vec![0, 1]), "past midnight");
    assert_eq!(order(&[("d/agorasdk.1.log", ""), ("d/agorasdk.log", early)]), Some(vec![0, 1]));
    assert_eq!(order(&[("call.2.log", early), ("call.1.log", late)]), Some(vec![0, 1]));
    assert_eq!(order(&[("call.2.log", late), ("call.1.log", early)]), None, "two calls, not one log");
    assert_eq!(order(&[("call.2.log", ""), ("call.1.log", "")]), None);
    assert_eq!(order(&[("app.log.1", ""), ("app.log", "")]), Some(vec![0, 1]));
}
