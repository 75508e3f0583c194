//! The allocator.
#![allow(unsafe_code)]

use libmimalloc_sys::{mi_option_set_default, mi_option_t};
use std::ffi::c_long;

/// Loading is many small allocations, and nothing else: this one makes it faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` of version 2: after how many milliseconds free memory goes back to the system.
const PURGE_DELAY: mi_option_t = 15;

/// As in version 3; in version 2 it is 10. What JavaScript drops is freed in bursts, when it collects its garbage: what is
/// loaded a little later would have to ask the system for all of it again, page by page.
const MILLISECONDS: c_long = 1000;

/// Sets up the allocator when the module is loaded. `MIMALLOC_PURGE_DELAY` in the environment is stronger.
#[napi_derive::module_init]
fn set_up() {
    // SAFETY: the option is one of those that there are, and only the thread that loads the module is in it yet.
    unsafe { mi_option_set_default(PURGE_DELAY, MILLISECONDS) }
}
