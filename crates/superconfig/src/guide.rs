//! The pages of `docs/guide`: their examples are tests of this crate. Packages are made without those pages, so nothing
//! but tests of the documentation may need them.

#[doc = include_str!("../../../docs/guide/README.md")]
mod start {}

#[doc = include_str!("../../../docs/guide/sources.md")]
mod sources {}

#[doc = include_str!("../../../docs/guide/reading.md")]
mod reading {}

#[doc = include_str!("../../../docs/guide/live.md")]
mod live {}
