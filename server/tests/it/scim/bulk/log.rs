//! What the audit log tells of a bulk request.

use serde_json::{Value, json};

use super::{create, create_group, events, id, send};
use crate::harness::each_backend;
use crate::scim::user;

#[tokio::test]
async fn every_operation_is_an_event_and_the_request_is_one_more() {
    each_backend(async |world| {
        let client = &world.writer;
        let mut ann = user("ann");
        ann["password"] = json!("correct horse");
        let operations = [
            create("/Users", "ann", ann),
            create_group("team", &["ann"]),
            json!({"method": "PUT", "path": "/Users/bulkId:ann", "data": user("ann")}),
            create("/Users", "again", user("ann")),
            json!({"method": "DELETE", "path": "/Groups/bulkId:team"}),
        ];
        let reply = send(client, &operations).await;
        let results = reply.expect(200)["Operations"].clone();
        let log = events(world);
        assert!(
            log.iter()
                .all(|event| event["request_id"] == reply.header("x-request-id"))
        );
        let told = |event: &Value| {
            ["operation", "outcome", "method", "path", "status"]
                .map(|name| event[name].to_string().replace('"', ""))
                .join(" ")
        };
        let expected = [
            "user.create success POST /Users 201",
            "group.create success POST /Groups 201",
            "user.update no_change PUT /Users/bulkId:ann 200",
            "user.create client_error POST /Users 409",
            "group.delete success DELETE /Groups/bulkId:team 204",
            "bulk success POST /t/acme/scim/v2/Bulk 200",
        ];
        assert_eq!(log.iter().map(told).collect::<Vec<_>>(), expected);
        assert_eq!(log[5]["detail"], "5 operations: 4 done, 1 refused");
        // Its own part of the request, and nothing secret of it.
        assert_eq!(log[0]["request_body"]["userName"], "ann");
        assert_eq!(log[0]["request_body"]["password"], "•••");
        assert_eq!(log[0]["redactions"], json!(["request_body.password"]));
        assert_eq!(log[0]["resource"]["id"], id(&results[0]));
        assert_eq!(log[1]["request_body"]["members"][0]["value"], "bulkId:ann");
        assert_eq!(log[3]["scim_type"], "uniqueness");
        assert_eq!(
            log[4].get("request_body").cloned().unwrap_or_default(),
            Value::Null
        );
        let whole = log[5]["request_body"].to_string();
        assert!(
            whole.contains("\"team\"") && !whole.contains("correct horse"),
            "{whole}"
        );
        assert_eq!(log[5]["response_body"]["Operations"], results);
        // Nothing was answered to an operation that succeeded.
        assert_eq!(
            log[0].get("response_body").cloned().unwrap_or_default(),
            Value::Null
        );
        let verified = world
            .rollcall
            .done(&["audit", "verify", "--tenant", "acme"]);
        assert!(verified.starts_with("ok: "), "{verified}");
    })
    .await;
}
