//! The number of the present generation, as memory that JavaScript reads without a call.
#![allow(unsafe_code)]

use napi::bindgen_prelude::Int32Array;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Which half of the number changes with every generation.
const LOW: usize = if cfg!(target_endian = "little") { 0 } else { 1 };

/// The number of a generation as that half shows it.
pub(crate) fn shown(generation: u64) -> i32 {
    (generation as u32).cast_signed()
}

/// The half of a number that native threads write and that changes. The memory is ours and outlives the array, whatever
/// becomes of the environment that looks at it. (Memory of JavaScript is freed with its environment, while threads still
/// write.)
///
/// There must be one such array for each number and environment: the engine knows memory by its address.
pub(crate) fn shared(number: &Arc<AtomicU64>) -> Int32Array {
    let whole = Arc::into_raw(Arc::clone(number)).cast_mut().cast::<i32>();
    // SAFETY: an `AtomicU64` is 8 aligned bytes, hence two of an `i32`, one of which is shown. They are kept alive by the
    // count that was taken above, until the finaliser, which is called once, gives it back. JavaScript only reads.
    unsafe {
        Int32Array::with_external_data(whole.add(LOW), 1, |half, _| {
            drop(Arc::from_raw(half.sub(LOW).cast::<AtomicU64>()));
        })
    }
}
