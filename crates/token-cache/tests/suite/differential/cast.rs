//! Who and what appears in the random lives.

use crate::{ENTRA, Person};

pub(super) const CLIENTS: [&str; 4] = ["Client-One", "client-two", "family-one", "family-two"];
pub(super) const SCOPES: [&str; 6] =
    ["User.Read", "user.read", "Mail.Send", "openid", "profile", "api://x/.default"];
pub(super) const KEYS: [&str; 2] = ["key-one", "key-two"];
/// What requests say beside the usual; the last one says nothing that sets tokens apart.
pub(super) const PARAMETERS: [&[(&str, &str)]; 4] = [
    &[("fmi_path", "a/b")],
    &[("fmi_path", "a/b"), ("z", "\u{e9}"), ("client_secret", "x")],
    &[("client_claims", r#"{"a":1}"#)],
    &[("claims", "{}"), ("empty", "")],
];
/// One name of each environment.
pub(super) const ENVIRONMENTS: [&str; 3] = [ENTRA, "login.microsoftonline.us", "idp.example"];

pub(super) const PEOPLE: [Person; 5] = [
    Person::ADA,
    Person {
        uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002",
        tenant: Some("a1b2c3d4-0000-4000-8000-0000000000aa"),
        username: "bo@fabrikam.example",
        name: "Bo",
        environment: ENTRA,
    },
    // Shares the username of the one before, in another cloud.
    Person {
        uid: "0b6a5b5e-1f0a-4c0e-9d0a-000000000002",
        tenant: Some("a1b2c3d4-0000-4000-8000-0000000000bb"),
        username: "bo@fabrikam.example",
        name: "Bo",
        environment: "login.microsoftonline.us",
    },
    Person {
        uid: "00000000-0000-0000-66f3-3332eca7ea81",
        tenant: Some("9188040d-6c67-4c5b-b112-36a304b66dad"),
        username: "cy@outlook.example",
        name: "Cy",
        environment: ENTRA,
    },
    Person::GENERIC,
];

/// A cache that has things in it which neither library made; Ada and Bo have refresh tokens of MSAL.NET's.
pub(super) const FOREIGN: &str = r#"{"Unknown": {"a": [1, 2.5, null]}, "AccessToken": {
    "u.t-login.microsoftonline.com-accesstoken-c-t-s":
    {"credential_type": "AccessToken", "secret": "foreign", "home_account_id": "u.t", "environment":
    "login.microsoftonline.com", "client_id": "c", "target": "s", "realm": "t", "expires_on": "1700001000",
    "user_assertion_hash": "h"}}, "RefreshToken": {"u.t-login.microsoftonline.com-refreshtoken-c--": {"credential_type":
    "RefreshToken", "secret": "foreign rt", "home_account_id": "u.t", "environment": "login.microsoftonline.com",
    "client_id": "c", "wam_account_ids": {}},
    "0b6a5b5e-1f0a-4c0e-9d0a-000000000001.a1b2c3d4-0000-4000-8000-0000000000aa-login.windows.net-refreshtoken-client-one--":
    {"credential_type": "RefreshToken", "secret": "ada's by .net", "home_account_id":
    "0b6a5b5e-1f0a-4c0e-9d0a-000000000001.a1b2c3d4-0000-4000-8000-0000000000aa", "environment": "login.windows.net",
    "client_id": "Client-One"},
    "0b6a5b5e-1f0a-4c0e-9d0a-000000000002.a1b2c3d4-0000-4000-8000-0000000000aa-login.microsoftonline.com-refreshtoken-client-two--":
    {"credential_type": "RefreshToken", "secret": "bo's by .net", "home_account_id":
    "0b6a5b5e-1f0a-4c0e-9d0a-000000000002.a1b2c3d4-0000-4000-8000-0000000000aa", "environment":
    "login.microsoftonline.com", "client_id": "client-two"}}}"#;
