//! The other shape of a table, and exports that are cut off.

use std::io::Cursor;

use directory::Caller;
use directory::audit::verify;
use directory::audit::{Format, Query, Shape};
use futures::TryStreamExt;
use serde_json::json;

use super::{everything, export, mixed_history, seq, sha256, users};
use crate::harness::House;

#[tokio::test]
async fn a_table_of_changes_has_a_row_for_each_changed_attribute() {
    let house = House::open().await;
    let writer = house.writer("acme").await;
    let id = house.user(&writer, "=ada").await;
    let several = json!([
        {"op": "replace", "path": "displayName", "value": "a, \"b\""},
        {"op": "add", "path": "title", "value": "+1"},
    ]);
    for _ in 0..2 {
        house
            .patch_user(&writer, &id, several.clone())
            .await
            .unwrap();
    }
    let operator = house.operator("acme").await;
    let of_one = Query {
        resource_id: Some(id.clone()),
        operation: Some("user.update".to_owned()),
        ..Query::default()
    };
    let text = export(&house, &operator, &of_one, Format::Csv(Shape::Changes)).await;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader
        .headers()
        .unwrap()
        .iter()
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(
        names,
        "time seq id operation resource.type resource.id resource.label actor.type actor.label \
         path op before after"
    );
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    // The second time nothing changed.
    assert_eq!(rows.len(), 2, "{text}");
    assert!(rows.iter().all(|row| row[1] == rows[0][1] && row[5] == id));
    let changed: Vec<_> = rows.iter().map(|row| row[9..].join("|")).collect();
    assert_eq!(
        changed,
        ["displayName|replace|'=ada|a, \"b\"", "title|add||'+1"]
    );
    let event = house.last_event("acme").await;
    let body = event.response_body.unwrap();
    assert_eq!(
        (&body["format"], &body["shape"]),
        (&json!("csv"), &json!("changes"))
    );
    assert_eq!(body["manifest"]["count"], 1);
    assert_eq!(body["manifest"]["sha256"], sha256(&text));
}

#[tokio::test]
async fn an_export_that_is_too_long_is_cut_off_and_says_where_the_log_goes_on() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    for (query, format) in [
        (everything(), Format::Ndjson),
        (users(), Format::Ndjson),
        (users(), Format::Csv(Shape::Events)),
    ] {
        let whole = export(&house, &operator, &query, format).await;
        let cut = cut_export(&house, &operator, &query, format, 3).await;
        let event = house.last_event("acme").await;
        assert_eq!(event.outcome, "success");
        let manifest = &event.response_body.unwrap()["manifest"];
        assert_eq!(
            (&manifest["count"], &manifest["truncated"]),
            (&json!(3), &json!(true))
        );
        let next = manifest["next_seq"].as_i64().unwrap();
        let detail = event.detail.unwrap();
        let said = format!("cut off at 3 rows: the log goes on at seq {next}");
        assert!(detail.ends_with(&said), "{detail}");
        let lines: Vec<&str> = cut.lines().collect();
        if format == Format::Ndjson {
            assert_eq!(&lines[..3], &whole.lines().take(3).collect::<Vec<_>>()[..]);
            assert_eq!(Some(next), seq(whole.lines().nth(3).unwrap()));
            let verified = verify::file(Cursor::new(&cut)).unwrap();
            assert_eq!((verified.count, verified.goes_on_at), (3, Some(next)));
            // That it was cut off cannot be taken out, nor be said of another.
            let hidden = cut.replace("\"truncated\":true,", "");
            assert!(verify::file(Cursor::new(hidden)).is_err());
            assert_eq!(verify::file(Cursor::new(&whole)).unwrap().goes_on_at, None);
        } else {
            assert_eq!(lines.len(), 5);
            let end =
                format!("truncated,This export ends after 3 rows. The log goes on at seq {next}.,");
            assert!(lines[4].starts_with(&end), "{cut}");
            assert!(
                csv::Reader::from_reader(cut.as_bytes())
                    .records()
                    .all(|row| row.is_ok())
            );
            assert_eq!(manifest["sha256"], sha256(&cut));
        }
    }
    // As many as there can be are not too many.
    let all = cut_export(&house, &operator, &users(), Format::Ndjson, 5).await;
    assert_eq!(verify::file(Cursor::new(&all)).unwrap().goes_on_at, None);
}

async fn cut_export(
    house: &House,
    caller: &Caller,
    query: &Query,
    format: Format,
    most: u64,
) -> String {
    let audit = house.directory.audit();
    let stream = audit
        .export(caller, query, format, Some(most))
        .await
        .unwrap();
    stream.try_collect::<String>().await.unwrap()
}

#[tokio::test]
async fn an_event_with_more_changes_than_there_is_room_for_is_not_divided() {
    let house = House::open().await;
    let operator = mixed_history(&house).await;
    let format = Format::Csv(Shape::Changes);
    let whole = export(&house, &operator, &users(), format).await;
    let of_one = whole.lines().count() as u64 / 5;
    for (most, events) in [(1, 1), (of_one, 1), (2 * of_one - 1, 1), (2 * of_one, 2)] {
        let cut = cut_export(&house, &operator, &users(), format, most).await;
        let manifest = &house.last_event("acme").await.response_body.unwrap()["manifest"];
        assert_eq!(manifest["count"], events, "{most}: {cut}");
        assert_eq!(
            cut.lines().count() as u64,
            1 + events * of_one + 1,
            "{most}: {cut}"
        );
    }
}
