//! What must not compile: a handle of one type used for another, and a handle that is dropped unseen.
//!
//! With the default features only: the answer is the same for all, and each set of features is one more build.
#![cfg(not(feature = "schema"))]

#[test]
fn misuse_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
