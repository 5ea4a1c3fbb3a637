//! A serde `Deserializer` over nodes, so that the real Kubernetes types decode elements where they sit, and every
//! refusal points into the file.

use super::node::{Kind, Node};
use super::scalar::{Scalar, Schema};
use crate::source::Span;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

/// Nodes one decode may visit for each node of the tree, so that aliases cannot expand without end.
const VISITS_PER_NODE: usize = 20;
const VISIT_FLOOR: usize = 100_000;
/// How deep a decode may nest; the parser's own limit is 255 for each kind of bracket.
const MAX_DEPTH: usize = 600;

/// Why a node does not decode, and where.
#[derive(Debug, Clone)]
pub struct DecodeError {
    /// The value that was refused.
    pub at: Option<Span>,
    /// The type's reason.
    pub message: String,
}

/// Decodes a node. Lenient as manifests are written: where text is wanted, a plain number or boolean is its text.
/// Plain scalars are read as YAML 1.1; of a duplicate key the last one counts.
pub fn from_node<T: DeserializeOwned>(node: Node<'_>) -> Result<T, DecodeError> {
    from_node_as(node, Schema::Yaml11)
}

/// As [`from_node`], in another reading of plain scalars.
pub fn from_node_as<T: DeserializeOwned>(node: Node<'_>, schema: Schema) -> Result<T, DecodeError> {
    let left = Cell::new(node.tree().nodes.len() * VISITS_PER_NODE + VISIT_FLOOR);
    T::deserialize(Decoder {
        node,
        left: &left,
        depth: 0,
        schema,
    })
    .map_err(|mut error| {
        error.at.get_or_insert_with(|| node.span());
        error
    })
}

#[derive(Clone, Copy)]
struct Decoder<'t, 'b> {
    node: Node<'t>,
    left: &'b Cell<usize>,
    depth: usize,
    schema: Schema,
}

impl<'t> Decoder<'t, '_> {
    fn child(self, node: Node<'t>) -> Self {
        Self {
            node,
            depth: self.depth + 1,
            ..self
        }
    }

    fn step(self) -> Result<(), DecodeError> {
        let left = self.left.get();
        if left == 0 {
            return Err(self.error("aliases expand too far"));
        }
        if self.depth > MAX_DEPTH {
            return Err(self.error("this is nested too deep"));
        }
        self.left.set(left - 1);
        Ok(())
    }

    fn error(self, message: &str) -> DecodeError {
        DecodeError {
            at: Some(self.node.span()),
            message: message.to_owned(),
        }
    }

    fn locate<V>(self, result: Result<V, DecodeError>) -> Result<V, DecodeError> {
        result.map_err(|mut error| {
            error.at.get_or_insert_with(|| self.node.span());
            error
        })
    }

    fn any<V: Visitor<'t>>(self, visitor: V, text_wanted: bool) -> Result<V::Value, DecodeError> {
        self.step()?;
        let result = match self.node.kind() {
            Kind::Sequence => {
                let items: Vec<Node<'t>> = self.node.items().collect();
                visitor.visit_seq(Items {
                    decoder: self,
                    items: items.into_iter(),
                })
            }
            Kind::Mapping => {
                let mut entries: Vec<(Node<'t>, Node<'t>)> = self
                    .node
                    .entries()
                    .map(|entry| (entry.key, entry.value))
                    .collect();
                if !self.node.tree().duplicates.is_empty() {
                    keep_last(&mut entries);
                }
                visitor.visit_map(Entries {
                    decoder: self,
                    entries: entries.into_iter(),
                    value: None,
                })
            }
            Kind::Broken => return Err(self.error("this alias stands for nothing")),
            Kind::Scalar(_) => match self.node.scalar(self.schema) {
                None | Some(Scalar::Null) => visitor.visit_unit(),
                Some(Scalar::String(text)) => visitor.visit_borrowed_str(text),
                Some(_) if text_wanted => {
                    visitor.visit_borrowed_str(self.node.as_str().unwrap_or(""))
                }
                Some(Scalar::Bool(value)) => visitor.visit_bool(value),
                Some(Scalar::Float(value)) => visitor.visit_f64(value),
                Some(Scalar::Integer(value)) => {
                    match (i64::try_from(value), u64::try_from(value)) {
                        (Ok(value), _) => visitor.visit_i64(value),
                        (_, Ok(value)) => visitor.visit_u64(value),
                        _ => return Err(self.error("this number is out of range")),
                    }
                }
            },
        };
        self.locate(result)
    }
}

impl<'t> de::Deserializer<'t> for Decoder<'t, '_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.any(visitor, false)
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.any(visitor, true)
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.any(visitor, true)
    }

    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.any(visitor, true)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() {
            return self.locate(visitor.visit_none());
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.any(visitor, false)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let result = visitor.visit_newtype_struct(self);
        self.locate(result)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.step()?;
        let result = match self.node.kind() {
            Kind::Scalar(_) => {
                visitor.visit_enum(self.node.as_str().unwrap_or("").into_deserializer())
            }
            _ => match self.node.entries().next() {
                Some(entry) => visitor.visit_enum(Variant {
                    decoder: self,
                    key: entry.key,
                    value: entry.value,
                }),
                None => return Err(self.error("an empty map names no variant")),
            },
        };
        self.locate(result)
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit seq tuple tuple_struct map struct
    }

    /// What nobody asks for is not walked.
    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }
}

/// Of a key that occurs twice only the last entry stays; derived types refuse two.
fn keep_last(entries: &mut Vec<(Node<'_>, Node<'_>)>) {
    let mut seen = HashSet::new();
    entries.reverse();
    entries.retain(|(key, _)| key.as_str().is_none_or(|text| seen.insert(text)));
    entries.reverse();
}

struct Items<'t, 'b> {
    decoder: Decoder<'t, 'b>,
    items: std::vec::IntoIter<Node<'t>>,
}

impl<'t> SeqAccess<'t> for Items<'t, '_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'t>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        let Some(node) = self.items.next() else {
            return Ok(None);
        };
        let child = self.decoder.child(node);
        child.locate(seed.deserialize(child)).map(Some)
    }
}

struct Entries<'t, 'b> {
    decoder: Decoder<'t, 'b>,
    entries: std::vec::IntoIter<(Node<'t>, Node<'t>)>,
    value: Option<Node<'t>>,
}

impl<'t> MapAccess<'t> for Entries<'t, '_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'t>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        // Keys are text in every format here: `no:` is the key "no".
        let key: de::value::BorrowedStrDeserializer<'t, DecodeError> =
            de::value::BorrowedStrDeserializer::new(key.as_str().unwrap_or(""));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'t>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let Some(node) = self.value.take() else {
            return Err(self.decoder.error("a value without its key"));
        };
        let child = self.decoder.child(node);
        child.locate(seed.deserialize(child))
    }
}

struct Variant<'t, 'b> {
    decoder: Decoder<'t, 'b>,
    key: Node<'t>,
    value: Node<'t>,
}

impl<'t, 'b> EnumAccess<'t> for Variant<'t, 'b> {
    type Error = DecodeError;
    type Variant = Decoder<'t, 'b>;

    fn variant_seed<V: DeserializeSeed<'t>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), DecodeError> {
        let value = seed.deserialize(self.decoder.child(self.key))?;
        Ok((value, self.decoder.child(self.value)))
    }
}

impl<'t> VariantAccess<'t> for Decoder<'t, '_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'t>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.any(visitor, false)
    }

    fn struct_variant<V: Visitor<'t>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.any(visitor, false)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            at: None,
            message: message.to_string(),
        }
    }
}
