//! What a sealed text is bound to: the data that is not secret, but without which, unchanged, nothing
//! opens. Each part has a fixed length but the last, so no two bindings are the same bytes.

use kernel::{MemberId, NoteId, OrganizationId, PairId};
use uuid::Uuid;

/// The row that a note belongs to. Copied to another organisation, pair or author, or made visible to
/// the other side, it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// The organisation.
    pub organization: OrganizationId,
    /// The pair.
    pub pair: PairId,
    /// The note itself.
    pub note: NoteId,
    /// Who wrote it.
    pub author: MemberId,
    /// Whether the other side reads it too.
    pub is_shared: bool,
}

impl Binding {
    /// The bytes that the seal covers, for a note that is sealed with a data key.
    pub(super) fn bytes(&self, key: Uuid) -> Vec<u8> {
        let mut bytes = b"cadre/note/1".to_vec();
        for id in
            [self.organization.uuid(), self.pair.uuid(), self.note.uuid(), self.author.uuid(), key]
        {
            bytes.extend_from_slice(id.as_bytes());
        }
        bytes.push(u8::from(self.is_shared));
        bytes
    }
}

/// The bytes that the wrapping of a data key covers: whose it is, which, and by which master key.
pub(super) fn of_key(organization: OrganizationId, key: Uuid, master: &str) -> Vec<u8> {
    let mut bytes = b"cadre/note-key/1".to_vec();
    bytes.extend_from_slice(organization.uuid().as_bytes());
    bytes.extend_from_slice(key.as_bytes());
    bytes.extend_from_slice(master.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_changes_the_bytes() {
        let id = |number| Uuid::from_u128(number);
        let binding = Binding {
            organization: id(1).into(),
            pair: id(2).into(),
            note: id(3).into(),
            author: id(4).into(),
            is_shared: false,
        };
        let bytes = binding.bytes(id(5));
        assert_eq!(bytes.len(), 12 + 5 * 16 + 1);
        let others = [
            Binding { organization: id(9).into(), ..binding },
            Binding { pair: id(9).into(), ..binding },
            Binding { note: id(9).into(), ..binding },
            Binding { author: id(9).into(), ..binding },
            Binding { is_shared: true, ..binding },
        ];
        for other in others {
            assert_ne!(other.bytes(id(5)), bytes, "{other:?}");
        }
        assert_ne!(binding.bytes(id(9)), bytes);
        assert_ne!(of_key(id(1).into(), id(2), "a"), of_key(id(1).into(), id(2), "b"));
        assert_ne!(of_key(id(1).into(), id(2), "a"), of_key(id(2).into(), id(1), "a"));
    }
}
