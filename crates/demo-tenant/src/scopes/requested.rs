use std::collections::BTreeSet;

use super::{OidcScope, Permission, Resource};
use crate::aadsts::Aadsts;

/// The scopes of one request. A token is for one API, as in Entra.
#[derive(Clone, Debug)]
pub(crate) struct Requested {
    pub(crate) oidc: BTreeSet<OidcScope>,
    pub(crate) resource: &'static Resource,
    pub(crate) permissions: Vec<&'static Permission>,
    /// `.default`: whatever the client is registered for.
    pub(crate) default: bool,
    /// What a person is asked to consent to besides, for other APIs.
    pub(crate) besides: Vec<(&'static Resource, &'static Permission)>,
    form: Form,
}

/// What becomes of the scopes of another API than the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OtherApis {
    Refused,
    ConsentedTo,
}

/// How the request writes its scopes, so that the answer writes them alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Short,
    Full,
}

impl Requested {
    /// Reads a `scope` parameter (RFC 6749, section 3.3).
    pub(crate) fn parse(scope: &str) -> Result<Self, Aadsts> {
        Self::parse_with(scope, OtherApis::Refused)
    }

    /// Reads the one of an authorization request, where a person may consent to several APIs at once.
    pub(crate) fn parse_at_authorization(scope: &str) -> Result<Self, Aadsts> {
        Self::parse_with(scope, OtherApis::ConsentedTo)
    }

    fn parse_with(scope: &str, others: OtherApis) -> Result<Self, Aadsts> {
        let mut requested = Self {
            oidc: BTreeSet::new(),
            resource: Resource::graph(),
            permissions: Vec::new(),
            default: false,
            besides: Vec::new(),
            form: Form::Short,
        };
        let mut resource = None;
        for scope in scope.split_ascii_whitespace() {
            if let Some(oidc) = OidcScope::parse(scope) {
                requested.oidc.insert(oidc);
                continue;
            }
            let form = requested.form;
            let (named, name) = requested.split(scope)?;
            if *resource.get_or_insert(named) != named {
                if others == OtherApis::ConsentedTo {
                    requested.form = form;
                    requested.besides.push((named, find(named, name, scope)?));
                    continue;
                }
                return Err(Aadsts::new(
                    "invalid_scope",
                    28_000,
                    format!(
                        "Scopes of more than one resource were asked for; {} is not of the first.",
                        shorten(scope)
                    ),
                ));
            }
            requested.add(named, name, scope)?;
        }
        requested.resource = resource.unwrap_or(Resource::graph());
        if requested.default {
            requested.add(requested.resource, requested.resource.permissions[0].name, "")?;
        }
        Ok(requested)
    }

    fn split<'a>(&mut self, scope: &'a str) -> Result<(&'static Resource, &'a str), Aadsts> {
        if let Some((resource, name)) = Resource::split(scope) {
            self.form = Form::Full;
            return Ok((resource, name));
        }
        if scope.contains("://") {
            let name = shorten(scope);
            let message = format!("The resource principal named {name} was not found in the tenant.");
            return Err(Aadsts::new("invalid_resource", 500_011, message));
        }
        Ok((Resource::graph(), scope))
    }

    fn add(&mut self, resource: &'static Resource, name: &str, written: &str) -> Result<(), Aadsts> {
        if name == ".default" {
            self.default = true;
            return Ok(());
        }
        let permission = find(resource, name, written)?;
        if !self.permissions.contains(&permission) {
            self.permissions.push(permission);
        }
        Ok(())
    }

    pub(crate) fn asks(&self, scope: OidcScope) -> bool {
        self.oidc.contains(&scope)
    }

    /// What of this a code covers (RFC 6749, section 3.3). The scopes of OpenID Connect are the code's: clients
    /// need not repeat them.
    pub(crate) fn within(mut self, code: &Self) -> Result<Self, Aadsts> {
        let besides = |permission| code.besides.contains(&(self.resource, permission));
        let covers =
            |permission: &&'static Permission| code.permissions.contains(permission) || besides(permission);
        if !self.permissions.iter().all(covers) || (self.resource != code.resource && self.default) {
            let message = "The scope requested is invalid or exceeds the scope of the authorization code.";
            return Err(Aadsts::new("invalid_scope", 70_011, message));
        }
        self.oidc.clone_from(&code.oidc);
        Ok(self)
    }

    /// The scopes as they can be parsed again.
    pub(crate) fn written(&self) -> BTreeSet<String> {
        self.answer(&self.permissions)
            .split(' ')
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .chain(self.oidc.iter().map(|scope| scope.name().to_owned()))
            .collect()
    }

    /// Under these names consents are kept.
    pub(crate) fn consents(&self) -> BTreeSet<String> {
        let oidc = self.oidc.iter().map(|scope| scope.name().to_owned());
        let permissions = self.permissions.iter().map(|permission| self.consent_name(permission));
        let besides =
            self.besides.iter().map(|(resource, permission)| format!("{}/{}", resource.uri, permission.name));
        oidc.chain(permissions).chain(besides).collect()
    }

    /// The permissions asked for, then those consented to before, which Entra grants besides.
    pub(crate) fn granted(&self, consented: &BTreeSet<String>) -> Vec<&'static Permission> {
        let mut granted = self.permissions.clone();
        let more = self
            .resource
            .permissions
            .iter()
            .filter(|permission| consented.contains(&self.consent_name(permission)));
        granted.extend(more.filter(|permission| !self.permissions.contains(permission)));
        granted
    }

    /// The `scope` of the answer. Entra leaves `offline_access` out of it.
    pub(crate) fn answer(&self, granted: &[&'static Permission]) -> String {
        let oidc = self.oidc.iter().filter(|scope| **scope != OidcScope::OfflineAccess);
        let names = granted.iter().map(|permission| permission.name);
        let names = names.chain(self.default.then_some(".default")).map(|name| match self.form {
            Form::Short => name.to_owned(),
            Form::Full => format!("{}/{name}", self.resource.uri),
        });
        let all: Vec<String> = oidc.map(|scope| scope.name().to_owned()).chain(names).collect();
        all.join(" ")
    }

    fn consent_name(&self, permission: &Permission) -> String {
        format!("{}/{}", self.resource.uri, permission.name)
    }
}

fn find(resource: &'static Resource, name: &str, written: &str) -> Result<&'static Permission, Aadsts> {
    resource.permission(name).ok_or_else(|| {
        let scope = shorten(written);
        Aadsts::new(
            "invalid_scope",
            70_011,
            format!("The value for 'scope' is not valid: {scope} is unknown."),
        )
    })
}

/// Errors quote the request, but not at any length.
fn shorten(text: &str) -> String {
    text.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(scope: &str) -> String {
        let requested = Requested::parse(scope).unwrap();
        requested.answer(&requested.granted(&BTreeSet::new()))
    }

    #[test]
    fn the_answer_writes_scopes_as_the_request_did() {
        assert_eq!(answer("user.read openid offline_access"), "openid User.Read");
        assert_eq!(answer("https://graph.microsoft.com/Mail.Read"), "https://graph.microsoft.com/Mail.Read");
        assert_eq!(
            answer("api://demo-notebook/.default"),
            "api://demo-notebook/Notes.Read api://demo-notebook/.default"
        );
    }

    #[test]
    fn what_was_consented_to_before_is_granted_besides() {
        let consented = BTreeSet::from(["https://graph.microsoft.com/Mail.Read".to_owned()]);
        let requested = Requested::parse("User.Read").unwrap();
        assert_eq!(requested.answer(&requested.granted(&consented)), "User.Read Mail.Read");
    }

    #[test]
    fn several_apis_may_be_consented_to_at_once_but_a_token_is_for_the_first() {
        let requested =
            Requested::parse_at_authorization("User.Read api://demo-notebook/Notes.Read").unwrap();
        assert_eq!(requested.answer(&requested.granted(&BTreeSet::new())), "User.Read");
        assert!(requested.consents().contains("api://demo-notebook/Notes.Read"));
        assert!(Requested::parse_at_authorization("User.Read api://demo-notebook/Nothing").is_err());
    }

    #[test]
    fn unknown_scopes_unknown_resources_and_two_resources_are_refused() {
        for (scope, code) in [
            ("Nothing.Read", 70_011),
            ("https://evil.example/Read", 500_011),
            ("User.Read api://demo-notebook/Notes.Read", 28_000),
        ] {
            assert_eq!(Requested::parse(scope).unwrap_err().code, code, "{scope}");
        }
    }
}
