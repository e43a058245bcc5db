//! Laws of reading JSON, against another implementation.

use proptest::prelude::*;
use scim::json;
use serde_json::Value;

/// JSON that a client may send.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::from),
        "[^\\p{Cc}]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let object = proptest::collection::btree_map("[a-z$:.ä]{0,3}", inner.clone(), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(crate::reproducible())]

    #[test]
    fn json_is_read_as_it_was_written(value in document()) {
        let text = value.to_string();
        // Of a decimal, what is read may differ in its last digit.
        let expected = serde_json::from_str(&text).expect("JSON");
        prop_assert_eq!(json::read(text.as_bytes()), Ok(expected));
    }

    #[test]
    fn what_is_read_as_json_is_json(text in "[\\[\\]{}:,\"a\\\\ud80-1e.]{0,24}") {
        if let Ok(value) = json::read(text.as_bytes()) {
            prop_assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
        }
    }
}
