//! A list that mostly has one entry.
//!
//! One rule: it is a list and nothing else; one entry takes no memory of its own, since a report may hold very many such lists.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::iter::Chain;
use std::ops::{Deref, DerefMut};
use std::vec;

/// A list. In JSON: a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Few<T>(Kept<T>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kept<T> {
    One([T; 1]),
    /// None or several.
    Other(Vec<T>),
}

impl<T> Few<T> {
    /// Puts an entry in front of the one at a place, or behind all.
    pub fn insert(&mut self, at: usize, entry: T) {
        if self.is_empty() {
            self.0 = Kept::One([entry]);
        } else {
            self.change(|list| list.insert(at, entry));
        }
    }

    /// Puts an entry behind all others.
    pub fn push(&mut self, entry: T) {
        self.insert(self.len(), entry);
    }

    /// Leaves the first so many.
    pub fn truncate(&mut self, most: usize) {
        if self.len() > most {
            self.change(|list| list.truncate(most));
        }
    }

    /// Leaves those that are wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&T) -> bool) {
        if !self.is_empty() {
            self.change(|list| list.retain(wanted));
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Vec<T>)) {
        let mut list = Vec::from(std::mem::take(self));
        change(&mut list);
        *self = Few::from(list);
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Few(Kept::Other(Vec::new()))
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(list: Vec<T>) -> Self {
        Few(match <[T; 1]>::try_from(list) {
            Ok(one) => Kept::One(one),
            Err(list) => Kept::Other(list),
        })
    }
}

impl<T> From<Few<T>> for Vec<T> {
    fn from(few: Few<T>) -> Self {
        match few.0 {
            Kept::One(one) => one.into(),
            Kept::Other(list) => list,
        }
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, entries: I) {
        entries.into_iter().for_each(|entry| self.push(entry));
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut few = Few::default();
        few.extend(entries);
        few
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::One(one) => one,
            Kept::Other(list) => list,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Kept::One(one) => one,
            Kept::Other(list) => list,
        }
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = Chain<std::iter::Flatten<std::option::IntoIter<[T; 1]>>, vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, list) = match self.0 {
            Kept::One(one) => (Some(one), Vec::new()),
            Kept::Other(list) => (None, list),
        };
        one.into_iter().flatten().chain(list)
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Few<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T: Serialize> Serialize for Few<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Few::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn it_does_what_a_list_does() {
        let (mut few, mut list) = (Few::default(), Vec::new());
        for step in 0..200_usize {
            let at = step * 7 % (list.len() + 1);
            match step % 9 {
                0..4 => (few.insert(at, step), list.insert(at, step)),
                4 => (few.push(step), list.push(step)),
                5 => (few.truncate(at), list.truncate(at)),
                6 => (few.extend([step, 7]), list.extend([step, 7])),
                7 => (few.retain(|entry| entry % 5 > 0), list.retain(|entry| entry % 5 > 0)),
                _ => (few.iter_mut().for_each(|entry| *entry += 1), list.iter_mut().for_each(|entry| *entry += 1)),
            };
            assert_eq!(&*few, list.as_slice(), "{step}");
            assert_eq!((few.clone().into_iter().collect(), Vec::from(few.clone())), (list.clone(), list.clone()));
            assert_eq!(few, Few::from(list.clone()), "however it came about");
            let json = serde_json::to_string(&few).expect("numbers");
            assert_eq!(
                (json.clone(), serde_json::from_str(&json).ok()),
                (serde_json::to_string(&list).expect("numbers"), Some(few.clone()))
            );
        }
    }

    #[test]
    fn one_entry_takes_no_memory_of_its_own() {
        assert!(size_of::<Few<(&str, u64)>>() <= 32 && size_of::<Few<(u32, u64)>>() <= 24);
    }
}
