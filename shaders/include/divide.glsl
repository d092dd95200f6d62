// divide is i / n. An integer division costs a CPU device more than a memory
// access; where the launcher knows that n is a power of two, a shift does.
uint divide(uint i, uint n, bool powerOfTwo) { return powerOfTwo ? i >> findMSB(n) : i / n; }

// remainder is i % n, by the same rule.
uint remainder(uint i, uint n, bool powerOfTwo) { return powerOfTwo ? i & n - 1 : i % n; }
