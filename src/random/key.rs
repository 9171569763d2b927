//! Stream keys: a `SplitMix64` stream a caller, indexed by purpose.
//!
//! `SplitMix64` (Steele, Lea, Flood 2014) is a counter hashed by a bijective finaliser, so the draw for purpose p of key
//! k is `finalise(k + p)`: no state, no order. Keys are themselves hashes of the whole identity (seed, replication, area,
//! class, interval, ordinal, attempt); names enter by their text, so adding a class moves nobody else.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

/// The golden-ratio increment of `SplitMix64`.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of `SplitMix64`: a bijection on 64 bits in which each input bit moves about half of the output bits.
#[inline]
pub const fn finalise(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What a draw is for. Made once, from names; added to a key to give the draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose(u64);

impl Purpose {
    /// The purpose called `what` (for instance `handle`) of the thing called `name` (for instance a step).
    pub fn new(what: &str, name: &str) -> Self {
        Self(finalise(hash(what).wrapping_add(hash(name).rotate_left(17))))
    }

    /// The same purpose on its n-th occasion (a second visit to a step, a third contact attempt).
    #[inline]
    #[must_use]
    pub const fn again(self, n: u64) -> Self {
        Self(self.0.wrapping_add(n.wrapping_mul(GOLDEN)))
    }
}

/// The identity of something random, hashed to 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The root of everything random in one replication.
    pub const fn root(seed: u64, replication: u64) -> Self {
        Self(finalise(finalise(seed.wrapping_add(GOLDEN)).wrapping_add(replication.wrapping_mul(0xD1B5_4A32_D192_ED03))))
    }

    /// The key of a part named by text.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self(finalise(self.0 ^ hash(name)))
    }

    /// The key of a part named by number (an interval, an ordinal, an attempt).
    #[inline]
    #[must_use]
    pub const fn part(self, n: u64) -> Self {
        Self(finalise(self.0.wrapping_add(n.wrapping_add(1).wrapping_mul(GOLDEN))))
    }

    /// The draw for a purpose: 64 well-mixed bits.
    #[inline]
    pub const fn bits(self, purpose: Purpose) -> u64 {
        finalise(self.0.wrapping_add(purpose.0))
    }

    /// The draw for a purpose: uniform on the middle points of 2^53 cells of (0, 1), never 0 and never 1.
    #[inline]
    pub fn uniform(self, purpose: Purpose) -> f64 {
        const CELL: f64 = 1.0 / (1u64 << 53) as f64;
        ((self.bits(purpose) >> 12) as i64 as f64 * 2.0 + 1.0) * CELL
    }

    /// A generator of as many draws as wanted, for a law that needs more than one uniform.
    pub fn generator(self, purpose: Purpose) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.bits(purpose))
    }
}

/// FNV-1a over the bytes of a name, finalised. Stable for ever: results depend on it.
fn hash(name: &str) -> u64 {
    let mut h = 0xCBF2_9CE4_8422_2325_u64;
    for byte in name.bytes() {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    finalise(h)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published outputs of `SplitMix64` from state 1234567 (Vigna's reference implementation).
    #[test]
    fn the_finaliser_is_splitmix64() {
        let outputs: Vec<u64> = (1..=3).map(|i: u64| finalise(1_234_567_u64.wrapping_add(i.wrapping_mul(GOLDEN)))).collect();
        assert_eq!(outputs, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_draw_depends_on_seed_replication_name_part_and_purpose() {
        let handle = Purpose::new("handle", "assess");
        let base = Key::root(1, 0).named("town").part(3);
        let others = [
            Key::root(2, 0).named("town").part(3).bits(handle),
            Key::root(1, 1).named("town").part(3).bits(handle),
            Key::root(1, 0).named("city").part(3).bits(handle),
            Key::root(1, 0).named("town").part(4).bits(handle),
            base.bits(Purpose::new("handle", "clinician")),
            base.bits(Purpose::new("patience", "assess")),
            base.bits(handle.again(1)),
        ];
        assert!(others.iter().all(|&b| b != base.bits(handle)));
        assert_eq!(base.bits(handle), Key::root(1, 0).named("town").part(3).bits(Purpose::new("handle", "assess")));
    }

    /// Mean and lag-one correlation of the uniforms of 200,000 neighbouring callers for two purposes: each within 4.5
    /// standard errors (false alarm below 1 in 20,000 for the six checks; catches a correlation of 0.011).
    #[test]
    fn neighbouring_callers_and_purposes_are_uncorrelated() {
        let (a, b) = (Purpose::new("handle", "assess"), Purpose::new("patience", ""));
        let n = 200_000;
        let parent = Key::root(111, 0).named("town");
        let draws: Vec<(f64, f64)> = (0..n).map(|i| (parent.part(i).uniform(a), parent.part(i).uniform(b))).collect();
        let standard = |x: f64| (x - 0.5) * 12f64.sqrt();
        let tolerance = 4.5 / (n as f64).sqrt();
        let mean = |f: &dyn Fn(usize) -> f64, m: usize| (0..m).map(f).sum::<f64>() / m as f64;
        let n = draws.len();
        assert!(mean(&|i| standard(draws[i].0), n).abs() < tolerance);
        assert!(mean(&|i| standard(draws[i].1), n).abs() < tolerance);
        assert!(mean(&|i| standard(draws[i].0) * standard(draws[i].1), n).abs() < tolerance);
        assert!(mean(&|i| standard(draws[i].0) * standard(draws[i + 1].0), n - 1).abs() < tolerance);
        assert!(mean(&|i| standard(draws[i].1) * standard(draws[i + 1].1), n - 1).abs() < tolerance);
        assert!((mean(&|i| standard(draws[i].0).powi(2), n) - 1.0).abs() < tolerance);
    }
}
