// conv2d_im2col: u[n,oh,ow,(kh·KW+kw)·C+c] = x[n, oh·S+kh−P, ow·S+kw−Q, c], zero outside the image and in the padding to a multiple
// of four: the operand of a matrix product that is the convolution. x: [N,H,W,C], u: [N,OH,OW,⌈KH·KW·C/4⌉·4], float32.
// One thread: one pixel of u.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint C = 1;

const uint QUADS = (KH * KW * C + 3) / 4;

layout(push_constant) uniform Push {
    Floats x;
    Vec4s u;
    uint n, h, w;
    uint oh, ow;
} p;

void main() {
    uint i = item_index();
    if (i >= p.n * p.oh * p.ow) return;

    Pixel pixel = pixel_at(i, p.oh, p.ow);
    [[unroll]] for (uint q = 0; q < QUADS; q++) { // taps are constants then
        vec4 u;
        [[unroll]] for (uint k = 0; k < 4; k++) {
            uint column = 4 * q + k;
            uint tap = column / C;
            uint ih = pixel.h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
            uint iw = pixel.w * STRIDE + tap % KW - PADDING_W;
            bool inside = tap < KH * KW && ih < p.h && iw < p.w;
            float x = p.x.at[inside ? ((pixel.n * p.h + ih) * p.w + iw) * C + column % C : 0];
            u[k] = inside ? x : 0;
        }
        p.u.at[i * QUADS + q] = u;
    }
}
