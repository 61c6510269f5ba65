use std::sync::LazyLock;

use crate::tenants::{Audience, HARBOUR_PINE, LUMENWORKS, PERSONAL};

/// Somebody who can sign in to the demo tenant. Nobody has a password.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// A short name that no two people share, as in the page's element id `person-{id}`.
    pub id: &'static str,
    /// The address to sign in with. Two people share one, in different tenants.
    pub username: &'static str,
    /// The full name.
    pub name: &'static str,
    /// The given name.
    pub given_name: &'static str,
    /// The family name.
    pub surname: &'static str,
    /// What the person does; empty for personal accounts.
    pub job_title: &'static str,
    /// The ID of the home tenant.
    pub tenant_id: &'static str,
    /// The object ID in the home tenant.
    pub object_id: &'static str,
    /// Where the person is a guest besides.
    pub guest_in: &'static [Guest],
    /// The colour of the person's picture as red, green and blue; `None` without a picture.
    pub picture: Option<[u8; 3]>,
}

/// A person's object in a tenant that is not their home.
#[derive(Debug, PartialEq, Eq)]
pub struct Guest {
    /// The ID of the tenant.
    pub tenant_id: &'static str,
    /// The object ID there.
    pub object_id: &'static str,
}

impl Person {
    /// `{uid}.{utid}`, the same in every tenant.
    pub fn home_account_id(&self) -> String {
        format!("{}.{}", self.object_id, self.tenant_id)
    }

    /// The object ID in a tenant, home or not; `None` where the person is unknown.
    pub fn object_id_in(&self, tenant_id: &str) -> Option<&'static str> {
        if self.tenant_id == tenant_id {
            return Some(self.object_id);
        }
        self.guest_in.iter().find(|guest| guest.tenant_id == tenant_id).map(|guest| guest.object_id)
    }

    pub(crate) fn is_personal(&self) -> bool {
        self.tenant_id == PERSONAL
    }

    /// The tenant in which the person signs in when asked by this audience; `None` if they may not.
    pub(crate) fn tenant_for(&self, audience: Audience) -> Option<&'static str> {
        match audience {
            Audience::Common => Some(self.tenant_id),
            Audience::Organizations => (!self.is_personal()).then_some(self.tenant_id),
            Audience::Consumers => self.is_personal().then_some(self.tenant_id),
            Audience::Tenant(tenant) => self.object_id_in(tenant.id).map(|_| tenant.id),
        }
    }
}

/// Everybody whom the tenant knows: those whom its pages list, and the crowd.
pub(crate) fn everybody() -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter().chain(CROWD.iter())
}

/// The person with this id.
pub(crate) fn person(id: &str) -> Option<&'static Person> {
    everybody().find(|person| person.id == id)
}

/// Everybody with this address among those whom the audience admits, or not, when `None`.
pub(crate) fn people_named(username: &str) -> impl Iterator<Item = &'static Person> {
    let username = username.trim().to_lowercase();
    everybody().filter(move |person| person.username == username)
}

/// How many people are in the crowd.
const CROWD_SIZE: usize = 100;

/// `crowd-1` to `crowd-100`, whom no page lists, for tests of many people at once: they type their address.
static CROWD: LazyLock<Vec<Person>> = LazyLock::new(|| (1..=CROWD_SIZE).map(one_of_the_crowd).collect());

fn one_of_the_crowd(number: usize) -> Person {
    // Made once, and there as long as the process.
    let text = |text: String| -> &'static str { text.leak() };
    Person {
        id: text(format!("crowd-{number}")),
        username: text(format!("crowd-{number}@lumenworks.example")),
        name: text(format!("Person {number} of the Crowd")),
        given_name: text(format!("Person {number}")),
        surname: "of the Crowd",
        job_title: "Tester",
        tenant_id: LUMENWORKS,
        object_id: text(format!("c0000000-0000-4000-8000-{number:012}")),
        guest_in: &[],
        picture: None,
    }
}

pub(crate) static PEOPLE: [Person; 7] = [
    Person {
        id: "ada",
        username: "ada@lumenworks.example",
        name: "Ada Fonseca",
        given_name: "Ada",
        surname: "Fonseca",
        job_title: "Head of Lighting Design",
        tenant_id: LUMENWORKS,
        object_id: "0b6a2d9e-4f51-4c8e-a7d3-5e1f92c40a11",
        guest_in: &[],
        picture: Some([0x2f, 0x6f, 0xb5]),
    },
    Person {
        id: "bruno",
        username: "bruno@lumenworks.example",
        name: "Bruno Conti",
        given_name: "Bruno",
        surname: "Conti",
        job_title: "Site Engineer",
        tenant_id: LUMENWORKS,
        object_id: "3d8e71b4-92c6-4a0f-8e5b-c7f60d2a9b22",
        guest_in: &[Guest { tenant_id: HARBOUR_PINE, object_id: "a91c5e08-7b3d-4e62-b1f4-2d80e6c79f33" }],
        picture: Some([0x3c, 0x80, 0x57]),
    },
    Person {
        id: "dario",
        username: "dario@harbourpine.example",
        name: "Dario Bellini",
        given_name: "Dario",
        surname: "Bellini",
        job_title: "Joiner",
        tenant_id: HARBOUR_PINE,
        object_id: "6e25f0c3-1d97-4b8a-93e6-f4a8b05d7c44",
        guest_in: &[],
        picture: Some([0xa0, 0x57, 0x2c]),
    },
    Person {
        id: "zoe",
        username: "zoe@harbourpine.example",
        name: "Zoë Łukasiewicz-Åström",
        given_name: "Zoë",
        surname: "Łukasiewicz-Åström",
        job_title: "Timber Buyer",
        tenant_id: HARBOUR_PINE,
        object_id: "84b7c9d1-5a2e-4f36-8c0d-19e3a7f6bd55",
        guest_in: &[],
        picture: None,
    },
    Person {
        id: "wilhelmina",
        username: "wilhelmina.alexandrina.featherstonehaugh-konstantinidou@harbourpine.example",
        name: "Wilhelmina Alexandrina Theodora Featherstonehaugh-Konstantinidou von Hohenberg-Weissenstein",
        given_name: "Wilhelmina Alexandrina Theodora",
        surname: "Featherstonehaugh-Konstantinidou von Hohenberg-Weissenstein",
        job_title: "Deputy Assistant Director of Sustainable Forestry and Inland Waterway Operations",
        tenant_id: HARBOUR_PINE,
        object_id: "d0f3a8e6-6c14-47b9-a25d-8b7e1c93f066",
        guest_in: &[],
        picture: None,
    },
    Person {
        id: "dario-personal",
        username: "dario@harbourpine.example",
        name: "Dario Bellini",
        given_name: "Dario",
        surname: "Bellini",
        job_title: "",
        tenant_id: PERSONAL,
        object_id: "00000000-0000-0000-5c1e-77d2a9b4e077",
        guest_in: &[],
        picture: None,
    },
    Person {
        id: "noor",
        username: "noor.haddad@post.example",
        name: "Noor Haddad",
        given_name: "Noor",
        surname: "Haddad",
        job_title: "",
        tenant_id: PERSONAL,
        object_id: "00000000-0000-0000-91f0-2ec84b6da088",
        guest_in: &[],
        picture: Some([0x7b, 0x4f, 0x9d]),
    },
];
