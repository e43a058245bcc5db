//! What must not compile.

#[test]
fn isolation_cannot_be_written_around() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
