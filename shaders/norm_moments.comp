// norm_moments: mean and centred second moment of x over the rows of each chunk.
// x: [G, rows, channels], float16 where FLOAT16_MASK says so; mean, squares: [G, chunks, channels], squares =
// scale · Σ (x − mean)²: the variance, with one chunk and scale = 1/rows.
// Sums run over x − x₀, x₀ the chunk's first row. Since x₀ is one of the samples,
// (x₀ − mean)² is at most the second moment, so the cancellation is bounded by the
// chunk's length, however large the mean is.
// One thread: one (g, k) of EACH times one channel, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FLOAT16_MASK = 0;
layout(constant_id = 1) const uint EACH = 1;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer mean;
    LaneBuffer squares;
    uint items;
    uint rows;
    uint channels; // in pieces of EACH
    uint chunk;
    uint chunks;
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Chunk k = chunk_of(i, p.rows, p.channels, p.chunk, p.chunks);
    Lane origin[EACH], sum[EACH], squares[EACH];
    [[unroll]] for (uint e = 0; e < EACH; e++) {
        origin[e] = load_lane(p.x, k.first * EACH + e, 0);
        sum[e] = squares[e] = Lane(0.0);
    }
    for (uint at = k.first; at < k.end; at += p.channels) {
        [[unroll]] for (uint e = 0; e < EACH; e++) {
            Lane d = load_lane(p.x, at * EACH + e, 0) - origin[e];
            sum[e] += d;
            squares[e] += d * d;
        }
    }
    [[unroll]] for (uint e = 0; e < EACH; e++) {
        Lane shift = sum[e] / float(k.count);
        p.mean.at[i * EACH + e] = origin[e] + shift;
        p.squares.at[i * EACH + e] = p.scale * max(squares[e] - sum[e] * shift, Lane(0.0));
    }
}
