// quotient is i / n, of an i below 2³¹, by the factor and the shift that the
// launcher has prepared for n. An integer division takes GPUs some 30
// instructions, this takes three.
uint quotient(uint i, uint factor, uint shift) {
    uint high, low;
    umulExtended(i, factor, high, low);
    return high + i >> shift;
}
