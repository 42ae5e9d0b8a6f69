use crate::source::{RotationKind, rotation, rotation_order};

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

#[test]
fn pieces_come_together_oldest_first() {
    let names = ["b.log", "agorasdk.1.log", "x.log", "agorasdk.log", "agorasdk.10.log", "agorasdk.2.log", "other/agorasdk.1.log"];
    let order = rotation_order(&names.map(str::to_owned));
    let sorted: Vec<&str> = order.iter().map(|at| names[*at]).collect();
    let wanted = ["b.log", "agorasdk.10.log", "agorasdk.2.log", "agorasdk.1.log", "agorasdk.log", "x.log", "other/agorasdk.1.log"];
    assert_eq!(sorted, wanted);
}

#[test]
fn pieces_of_unknown_order_keep_theirs() {
    let names = ["agorasdk.log", "agorasdk_2.log", "agorasdk_1.log"].map(str::to_owned);
    assert_eq!(rotation_order(&names), [1, 2, 0]);
    assert_eq!(rotation_order(&[]), Vec::<usize>::new());
}
