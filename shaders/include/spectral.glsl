// The table of the spectral norm's kernels: a row is a weight W: [rows, channels]
// with what is computed from it. A thread reads a chunk of W's rows at four
// channels; these fours are called columns.
#include "include/buffers.glsl"
#include "include/quads.glsl"
#include "include/rows.glsl"

struct Weight {
    Address weight;     // [rows, channels]
    Address u;          // [channels]
    Address v;          // [rows]
    Address uNow;       // [channels], u after this forward
    Address vNow;       // [rows]
    Address sigma;      // [1]
    Address gradOutput; // [rows, channels], in the backward pass
    Address result;     // [rows, channels]: W / sigma, or the gradient of W
    uint rows;
    uint channels;
    uint chunk;   // rows of W that one thread adds
    uint chunks;
    uint scratch; // where the intermediate results begin, a multiple of four
    uint aligned; // every row begins at a multiple of 16 bytes
};
layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Weights { Weight at[]; };

#define SPECTRAL_PUSH \
    Weights table; \
    Floats scratch; \
    uint starts; \
    uint count; \
    uint groups;

uint columns(Weight w) { return (w.channels + 3) / 4; }

// The forward pass keeps in scratch t = W·u: [rows], s = Wᵀ·t: [channels], the
// partial sums of s: [chunks, channels] and of |t|²: [chunks]; all except the last
// are padded to vec4s.
uint at_t(Weight w) { return w.scratch; }
uint at_s(Weight w) { return at_t(w) + (w.rows + 3) / 4 * 4; }
uint at_partial(Weight w) { return at_s(w) + 4 * columns(w); }
uint at_squares(Weight w) { return at_partial(w) + 4 * columns(w) * w.chunks; }
// The backward pass: Σ gradOutput · W: [1], padded, and its partial sums: [chunks, columns].
uint at_product(Weight w) { return w.scratch; }
uint at_products(Weight w) { return w.scratch + 4; }
