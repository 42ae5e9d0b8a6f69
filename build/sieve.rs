//! Many words looked for at once, as one automaton without any work left for the start of the tool.
//!
//! One rule: it says of each text exactly which sets have a word in it, ASCII letters in any case.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

/// Sets of words an owner may ask for; a text must hold a word of each.
pub const SETS: usize = 3;

/// Words by owner: up to [`SETS`] sets each.
pub type Owners = Vec<Vec<Vec<String>>>;

struct Node {
    children: BTreeMap<u8, usize>,
    fail: usize,
    mask: [u128; SETS],
}

fn node() -> Node {
    Node { children: BTreeMap::new(), fail: 0, mask: [0; SETS] }
}

/// The code of a static `Sieve` and the bytes of its table.
pub fn build(name: &str, owners: &Owners) -> (String, Vec<u8>) {
    assert!(owners.len() <= 128, "{name}: owners are kept as the bits of one number");
    let mut nodes = trie(owners);
    let order = link(&mut nodes);
    // States that say something come first, the start right behind them.
    let (loud, quiet): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|at| nodes[*at].mask != [0; SETS]);
    let states: Vec<usize> = loud.iter().chain(&quiet).copied().collect();
    let rank: BTreeMap<usize, usize> = states.iter().enumerate().map(|(rank, at)| (*at, rank)).collect();
    let classes = classes(&nodes);
    let width = usize::from(*classes.iter().max().expect("256 bytes")) + 1;
    let mut table = Vec::new();
    for at in &states {
        for class in 0..width {
            let byte = classes.iter().position(|known| usize::from(*known) == class);
            let next = byte.map_or(0, |byte| step(&nodes, *at, u8::try_from(byte).expect("a byte").to_ascii_lowercase()));
            table.extend_from_slice(&u16::try_from(rank[&next]).expect("a few thousand states").to_le_bytes());
        }
    }
    let mut wanted = [0_u128; SETS];
    for (owner, sets) in owners.iter().enumerate() {
        sets.iter().enumerate().for_each(|(set, _)| wanted[set] |= 1 << owner);
    }
    let mut code = format!("pub static {name}: Sieve = Sieve {{ classes: &{classes:?}, width: {width}, start: {}, ", rank[&0]);
    let masks: Vec<[u128; SETS]> = loud.iter().map(|at| nodes[*at].mask).collect();
    let _ = writeln!(
        code,
        "wanted: {wanted:?}, owners: {}, masks: &{masks:?}, table: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.bin\")) }};",
        owners.len()
    );
    (code, table)
}

fn trie(owners: &Owners) -> Vec<Node> {
    let mut nodes = vec![node()];
    for (owner, sets) in owners.iter().enumerate() {
        assert!(sets.len() <= SETS, "too many sets of words");
        for (set, word) in sets.iter().enumerate().flat_map(|(set, words)| words.iter().map(move |word| (set, word))) {
            let mut at = 0;
            for byte in word.bytes().map(|byte| byte.to_ascii_lowercase()) {
                let fresh = nodes.len();
                at = *nodes[at].children.entry(byte).or_insert(fresh);
                if at == fresh {
                    nodes.push(node());
                }
            }
            nodes[at].mask[set] |= 1 << owner;
        }
    }
    nodes
}

/// Sets the failure links and passes what suffixes say on; gives the states in the order of their depth.
fn link(nodes: &mut [Node]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut waiting = VecDeque::from([0]);
    while let Some(at) = waiting.pop_front() {
        order.push(at);
        for (byte, child) in nodes[at].children.clone() {
            let fail = if at == 0 { 0 } else { step(nodes, nodes[at].fail, byte) };
            nodes[child].fail = fail;
            for set in 0..SETS {
                nodes[child].mask[set] |= nodes[fail].mask[set];
            }
            waiting.push_back(child);
        }
    }
    order
}

fn step(nodes: &[Node], mut at: usize, byte: u8) -> usize {
    loop {
        match nodes[at].children.get(&byte) {
            Some(child) => return *child,
            None if at == 0 => return 0,
            None => at = nodes[at].fail,
        }
    }
}

/// Bytes that no word tells apart share a class; a capital letter is of the class of the small one.
fn classes(nodes: &[Node]) -> Vec<u8> {
    let mut known: BTreeMap<u8, u8> = BTreeMap::new();
    for byte in nodes.iter().flat_map(|node| node.children.keys()) {
        let next = u8::try_from(known.len() + 1).expect("fewer classes than bytes");
        known.entry(*byte).or_insert(next);
    }
    (0..=255_u8).map(|byte| known.get(&byte.to_ascii_lowercase()).copied().unwrap_or(0)).collect()
}
