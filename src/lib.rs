//! helpline: under construction.
