//! What is wrong in a hundred thousand places is said a hundred times.

use foldhash::HashMap;
use std::hash::Hash;

/// How many problems of one kind are kept. Nobody reads more, and a file of a million bad lines exists.
pub(crate) const MOST: usize = 100;

/// The words that stand for those that were left out.
pub(crate) fn summary(left_out: usize) -> String {
    format!("{left_out} more problems like those above, the last one here")
}

/// The first hundred items of each kind, in their order; in the place of all others the last one, as `sum_up` makes it
/// of that and their number. Items without a kind are all kept.
pub(crate) fn first_of_each<T, K: Hash + Eq>(
    items: impl IntoIterator<Item = T>,
    kind: impl Fn(&T) -> Option<K>,
    sum_up: impl Fn(&mut T, usize),
) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    // How many there are of each kind, and where the last one is kept.
    let mut kinds: HashMap<K, (usize, usize)> = HashMap::default();
    for item in items {
        if let Some(kind) = kind(&item) {
            let (count, place) = kinds.entry(kind).or_default();
            *count += 1;
            if *count > MOST + 1 {
                if let Some(last) = kept.get_mut(*place) {
                    *last = item;
                }
                continue;
            }
            *place = kept.len();
        }
        kept.push(item);
    }
    for (count, place) in kinds.into_values() {
        // One more than a hundred is shown: it may be such a sum already, and takes no more room than one.
        if let Some(last) = kept.get_mut(place).filter(|_| count > MOST + 1) {
            sum_up(last, count - MOST);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_of_each_kind_and_a_sum() {
        let items = (0..1000).map(|n| (n % 2, n.to_string())).chain([(2, "x".to_owned())]);
        let kept = first_of_each(items, |(kind, _)| Some(*kind), |item, left| item.1 = format!("+{left}"));
        assert_eq!(kept.len(), 2 * (MOST + 1) + 1);
        assert_eq!(kept.iter().filter(|(_, text)| text == "+400").count(), 2);
        assert_eq!(kept[199], (1, "199".to_owned()));
        let all = first_of_each(0..MOST + 1, |_| Some(()), |_, _| unreachable!());
        assert_eq!(all.len(), MOST + 1);
    }
}
