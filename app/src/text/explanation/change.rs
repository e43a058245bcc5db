//! What to change in each identity provider.

use crate::model::connect::Provider;
use crate::model::explanation::Place;

/// What is to be changed in an identity provider, or to be known of it.
pub fn change(place: Place, provider: Provider) -> &'static str {
    match place {
        Place::Token => token(provider),
        Place::Address => address(provider),
        Place::UserName => user_name(provider),
        Place::Attributes => attributes(provider),
        Place::Members => members(provider),
        Place::LookUp => look_up(provider),
        Place::Messages => messages(provider),
        Place::Waiting => waiting(provider),
    }
}

fn token(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Provisioning, Integration, Edit. Paste a valid token into Authorization (API Token or OAuth Bearer Token in apps of the catalog), test it, and Save."
        }
        Provider::Entra => {
            "Open the enterprise application, Provisioning, Admin Credentials. Paste a valid token into Secret Token, Test Connection, and save. A job in quarantine goes on after that."
        }
        Provider::OneLogin => {
            "Open the app, Configuration. Paste a valid token into SCIM Bearer Token, press Enable at API Connection, and Save."
        }
        Provider::JumpCloud => {
            "Open the application, Identity Management. Paste a valid token into Token Key, Test Connection, Activate, and Save."
        }
        Provider::Google => {
            "Open the app under Web and mobile apps, Auto-provisioning. Replace the Access token by a valid one."
        }
        Provider::Keycloak => {
            "Open User federation, the scim provider. Choose BEARER as Auth mode, paste a valid token into Auth password/token, and Save."
        }
        Provider::Authentik => {
            "Open Applications, Providers, the SCIM Provider, Edit. Paste a valid token into Token, and save."
        }
        Provider::Generic => {
            "Give it a valid token with scope write. It has to send the header Authorization: Bearer, followed by the token."
        }
    }
}

fn address(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Provisioning, Integration, Edit. Compare SCIM connector base URL (SCIM 2.0 Base Url in apps of the catalog) with the one under Connect."
        }
        Provider::Entra => {
            "Open the enterprise application, Provisioning, Admin Credentials. Compare Tenant URL with the SCIM base URL under Connect."
        }
        Provider::OneLogin => {
            "Open the app, Configuration. Compare SCIM Base URL with the one under Connect."
        }
        Provider::JumpCloud => {
            "Open the application, Identity Management. Compare Base URL with the SCIM base URL under Connect, and choose SCIM 2.0 as SCIM Version."
        }
        Provider::Google => {
            "Open the app under Web and mobile apps, Auto-provisioning. Compare Endpoint URL with the SCIM base URL under Connect."
        }
        Provider::Keycloak => {
            "Open User federation, the scim provider. Compare SCIM 2.0 endpoint with the SCIM base URL under Connect."
        }
        Provider::Authentik => {
            "Open Applications, Providers, the SCIM Provider, Edit. Compare URL with the SCIM base URL under Connect."
        }
        Provider::Generic => {
            "Compare its base URL with the SCIM base URL under Connect, letter by letter."
        }
    }
}

fn user_name(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Assignments, and edit the person: the username of the app must be theirs alone. If both are the same person, remove the assignment and assign them again: Okta then finds the user that is here."
        }
        Provider::Entra => {
            "Open Provisioning, Attribute mapping: userName must come from an attribute that differs for everybody, and be the one that objects are matched by. Then use Provision on-demand for the person."
        }
        Provider::OneLogin => {
            "Open the app, Parameters: what is sent as userName must differ for everybody. If both are the same person, remove the app from one of the two users."
        }
        Provider::JumpCloud => {
            "Two of its users have the same name or address as userName. Change one of them, or take it out of the User Groups of the application."
        }
        Provider::Google => {
            "Open Auto-provisioning, the attribute mapping: userName must come from an attribute that differs for everybody, such as the primary e-mail address."
        }
        Provider::Keycloak => {
            "Two of its users have the same username, or one was deleted and made again. Import what is here once with Enable import during sync, or delete the one that is left over."
        }
        Provider::Authentik => {
            "Open the SCIM Provider, User Property Mappings: userName must come from an attribute that differs for everybody."
        }
        Provider::Generic => {
            "Give one of the two another userName, or have it look for the user by userName before it creates one."
        }
    }
}

fn attributes(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Open the app, Provisioning, To App, Attribute Mappings. Correct or remove the mapping of the attribute, or the value in the person's profile."
        }
        Provider::Entra => {
            "Open Provisioning, Attribute mapping. Correct or remove the mapping of the attribute, or the value of the person."
        }
        Provider::OneLogin => {
            "Open the app, Configuration, SCIM JSON Template, and Parameters. Correct or remove the attribute there, or the value of the person."
        }
        Provider::JumpCloud => {
            "Open the application, Identity Management, the attribute mapping. Correct or remove the attribute there, or the value of the person."
        }
        Provider::Google => {
            "Open Auto-provisioning, the attribute mapping. Correct or remove the attribute there, or the value of the person."
        }
        Provider::Keycloak => "Open Users, the person, Attributes, and correct the value.",
        Provider::Authentik => {
            "Open Customization, Property Mappings, the SCIM mapping in use. Correct or remove the attribute there, or the value of the person."
        }
        Provider::Generic => {
            "Correct or remove the mapping of the attribute, or the value of the person."
        }
    }
}

fn members(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Assign the group's people to the app first (Assignments); pushing the group does not. Then open Push Groups, the group, Push now."
        }
        Provider::Entra => {
            "Assign the group's members under Users and groups, and see that they are in scope. Use Provision on-demand for the member, then for the group."
        }
        Provider::OneLogin => {
            "Give the members the app first, and approve what is Pending under Users, Provisioning. Then sync the group again."
        }
        Provider::JumpCloud => {
            "Tick the group in the tab User Groups, and see that its members are active. Then Save."
        }
        Provider::Google => {
            "Take the members into the provisioning scope first. The group follows with the next sync."
        }
        Provider::Keycloak => {
            "Switch Enable user propagation on beside Enable group propagation, and sync the users before the groups."
        }
        Provider::Authentik => {
            "The members must be within the Group of the SCIM Provider, and no service accounts where these are excluded. Then run the sync again."
        }
        Provider::Generic => {
            "Have it send the members as users before it sends the group, and no more than 10 000 in one request."
        }
    }
}

fn look_up(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Okta goes by an id that it has kept. Remove the person's assignment and assign them again; for a group, unlink it in Push Groups and push it again."
        }
        Provider::Entra => {
            "Entra goes by an id that it has kept. Use Provision on-demand for the person or group; Restart provisioning makes it look for everybody again."
        }
        Provider::OneLogin => {
            "OneLogin goes by an id that it has kept. Remove the app from the person, and assign it again."
        }
        Provider::JumpCloud => {
            "JumpCloud goes by an id that it has kept. Take the person out of the User Groups of the application, and put them in again."
        }
        Provider::Google => {
            "Google goes by an id that it has kept. Take the person out of the provisioning scope, and into it again."
        }
        Provider::Keycloak => {
            "Keycloak goes by an id that it has kept. Open User federation, the scim provider, and sync again."
        }
        Provider::Authentik => {
            "authentik goes by an id that it has kept. Open the SCIM Provider, and run the sync again."
        }
        Provider::Generic => {
            "It goes by an id or version that it has kept. Have it look the user or group up again."
        }
    }
}

fn messages(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Okta has no setting for how it writes this. See what Attribute Mappings makes of it; else send the request id to whoever runs this server."
        }
        Provider::Entra => {
            "Append ?aadOptscim062020 to Tenant URL: Entra then writes operations and values as the standard demands."
        }
        Provider::OneLogin => {
            "Open the app, Configuration, SCIM JSON Template: it must be JSON, with the schemas of SCIM 2.0 and true or false without quotes."
        }
        Provider::JumpCloud => {
            "Choose SCIM 2.0 as SCIM Version. JumpCloud has no other setting for how it writes this: send the request id to whoever runs this server."
        }
        Provider::Google => {
            "Google has no setting for how it writes this. See what the attribute mapping makes of it; else send the request id to whoever runs this server."
        }
        Provider::Keycloak => {
            "Open User federation, the scim provider: choose application/scim+json as Endpoint content type, and try the other setting of Use PATCH."
        }
        Provider::Authentik => {
            "Open the SCIM Provider, Edit: choose Default as Compatibility Mode. See what the property mappings make of it."
        }
        Provider::Generic => {
            "Correct what it sends, or send the request id to whoever runs this server."
        }
    }
}

fn waiting(provider: Provider) -> &'static str {
    match provider {
        Provider::Okta => {
            "Nothing is to be changed. Okta waits for as long as it was told, and sends it again."
        }
        Provider::Entra => {
            "Nothing is to be changed. Entra tries again in its next cycle, about every 40 minutes."
        }
        Provider::OneLogin => {
            "Nothing is to be changed. What failed can be sent again under Users, Provisioning."
        }
        Provider::Google => {
            "Nothing is to be changed. Google tries again with its next sync, every few hours."
        }
        Provider::Keycloak => {
            "Nothing is to be changed. Open User federation, the scim provider, and sync again later."
        }
        Provider::Authentik => {
            "Nothing is to be changed. authentik tries again with its next sync; it can be run at once, too."
        }
        Provider::JumpCloud | Provider::Generic => {
            "Nothing is to be changed. The request has to be sent again later."
        }
    }
}
