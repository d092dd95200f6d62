// conv2d_winograd_product_vec4: m[k,t,o] = Σ v[k,t,c] · u[k,c,o], the products of Winograd's convolution.
// v: [36,tiles,C], u: [36,C,O], m: [36,tiles,O], float32, C and O divisible by four.
// One thread: ROWS consecutive tiles × four consecutive output channels at one position.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;

const uint ROWS = 4;

layout(push_constant) uniform Push {
    Vec4s v;
    Vec4s u;
    Vec4s m;
    uint tiles, c, o; // channels in units of four
} p;

void main() {
    uint i = item_index();
    uint blocks = (p.tiles + ROWS - 1) / ROWS;
    uint position = i / p.o / blocks;
    if (position >= POSITIONS) return;
    uint first = i / p.o % blocks * ROWS;
    uint o = i % p.o;

    uint from[ROWS];
    vec4 sum[ROWS];
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        from[r] = (position * p.tiles + min(first + r, p.tiles - 1)) * p.c;
        sum[r] = vec4(0);
    }
    uint at = position * 4 * p.c * p.o + o;
    for (uint c = 0; c < p.c; c++) {
        vec4 u0 = p.u.at[at];
        vec4 u1 = p.u.at[at + p.o];
        vec4 u2 = p.u.at[at + 2 * p.o];
        vec4 u3 = p.u.at[at + 3 * p.o];
        at += 4 * p.o;
        [[unroll]] for (uint r = 0; r < ROWS; r++) {
            vec4 a = p.v.at[from[r] + c];
            sum[r] += a.x * u0 + a.y * u1 + a.z * u2 + a.w * u3;
        }
    }
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        if (first + r < p.tiles) p.m.at[(position * p.tiles + first + r) * p.o + o] = sum[r];
    }
}
