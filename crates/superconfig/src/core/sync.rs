//! The primitives that the registry is built from, so that model checking can put its own in their place.
//!
//! Nothing here is a lock. [`Swap`] is a pointer to an [`Arc`](std::sync::Arc) that is replaced in one step
//! (`arc_swap`), [`Slots`] an array that grows without moving (`boxcar`). Under `--cfg superconfig_loom` both are
//! modelled by what they promise: an operation that happens at one moment.

#[cfg(not(superconfig_loom))]
mod real {
    pub(crate) use std::sync::atomic;

    /// A pointer to a value, or to none.
    pub(crate) type Swap<T> = arc_swap::ArcSwapOption<T>;
    /// A loaded pointer, cheaper than a counted one.
    pub(crate) type SwapGuard<T> = arc_swap::Guard<Option<std::sync::Arc<T>>>;
    /// An array that only grows, and never moves what is in it.
    pub(crate) type Slots<T> = boxcar::Vec<T>;
}

#[cfg(superconfig_loom)]
mod model {
    pub(crate) use loom::sync::atomic;
    use std::ops::Deref;
    use std::sync::Arc;

    #[derive(Debug)]
    pub(crate) struct Swap<T>(loom::sync::Mutex<Option<Arc<T>>>);

    #[derive(Debug)]
    pub(crate) struct SwapGuard<T>(Option<Arc<T>>);

    impl<T> Deref for SwapGuard<T> {
        type Target = Option<Arc<T>>;

        fn deref(&self) -> &Self::Target {
            &self.0
        }
    }

    impl<T> Swap<T> {
        pub(crate) fn new(value: Option<Arc<T>>) -> Self {
            Self(loom::sync::Mutex::new(value))
        }

        pub(crate) fn load(&self) -> SwapGuard<T> {
            SwapGuard(self.load_full())
        }

        pub(crate) fn load_full(&self) -> Option<Arc<T>> {
            self.0.lock().unwrap_or_else(|error| error.into_inner()).clone()
        }

        pub(crate) fn swap(&self, value: Option<Arc<T>>) -> Option<Arc<T>> {
            std::mem::replace(&mut *self.0.lock().unwrap_or_else(|error| error.into_inner()), value)
        }

        pub(crate) fn store(&self, value: Option<Arc<T>>) {
            drop(self.swap(value));
        }

        pub(crate) fn compare_and_swap(&self, current: &SwapGuard<T>, new: Option<Arc<T>>) -> SwapGuard<T> {
            let mut held = self.0.lock().unwrap_or_else(|error| error.into_inner());
            let before = held.clone();
            if before.as_ref().map(Arc::as_ptr) == current.0.as_ref().map(Arc::as_ptr) {
                *held = new;
            }
            SwapGuard(before)
        }
    }

    /// A few slots are enough for a model.
    const MOST: usize = 4;

    #[derive(Debug)]
    pub(crate) struct Slots<T> {
        slots: [std::sync::OnceLock<T>; MOST],
        count: atomic::AtomicUsize,
    }

    impl<T> Slots<T> {
        pub(crate) fn new() -> Self {
            Self { slots: Default::default(), count: atomic::AtomicUsize::new(0) }
        }

        pub(crate) fn push(&self, value: T) -> usize {
            let index = self.count.fetch_add(1, atomic::Ordering::AcqRel);
            assert!(self.slots[index].set(value).is_ok());
            index
        }

        pub(crate) fn get(&self, index: usize) -> Option<&T> {
            self.slots.get(index)?.get()
        }

        pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
            self.slots.iter().enumerate().filter_map(|(index, slot)| Some((index, slot.get()?)))
        }

        pub(crate) fn count(&self) -> usize {
            self.count.load(atomic::Ordering::Acquire)
        }
    }
}

#[cfg(superconfig_loom)]
pub(crate) use model::*;
#[cfg(not(superconfig_loom))]
pub(crate) use real::*;
