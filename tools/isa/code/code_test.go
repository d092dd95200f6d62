package code

import (
	"os"
	"testing"
)

// TestSamples reads shortened code of a tiled convolution: a loop over terms,
// which holds a small loop over pixels.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		file   string
		syntax Syntax
		want   Loop
	}{
		{"aco", ACO, Loop{MultiplyAdds: 2, SharedLoads: 2, SharedBytes: 16, Waits: 2, Vector: 17, Instructions: 42}},
		{"nak", NAK, Loop{MultiplyAdds: 3, SharedLoads: 2, SharedBytes: 32, Waits: 2, Vector: 2, Instructions: 15}},
		{"ir3", IR3, Loop{MultiplyAdds: 3, SharedLoads: 2, SharedBytes: 24, Waits: 4, Vector: 6, Instructions: 21}},
		{"agx", AGX, Loop{MultiplyAdds: 2, SharedLoads: 2, SharedBytes: 18, Waits: 1, Vector: 1, Instructions: 14}},
	} {
		text, err := os.ReadFile("testdata/" + c.file + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if got := c.syntax(string(text)); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.file, got, c.want)
		}
	}
}

// TestInstructions reads code without loops: forms that the samples lack.
func TestInstructions(t *testing.T) {
	one := func(l Loop) Loop { l.Instructions = 1; return l }
	for _, c := range []struct {
		syntax Syntax
		line   string
		want   Loop
	}{
		{ACO, "v_dual_fmac_f32 v1, v2, v3 :: v_dual_fmac_f32 v4, v5, v6 ; c8040702", one(Loop{MultiplyAdds: 2})},
		{ACO, "v_dual_fmac_f32 v1, v2, v3 :: v_dual_mov_b32 v4, v5", one(Loop{MultiplyAdds: 1})},
		{ACO, "v_pk_fma_f16 v1, v2, v3, v1", one(Loop{MultiplyAdds: 2})},
		{ACO, "v_dot2_f32_f16 v1, v2, v3, v1", one(Loop{MultiplyAdds: 2})},
		{ACO, "v_fma_mix_f32 v1, v2, v3, v1 op_sel_hi:[1,1,0]", one(Loop{MultiplyAdds: 1})},
		{ACO, "v_mac_f32_e32 v54, v16, v23", one(Loop{MultiplyAdds: 1})},
		{ACO, "v_mad_u32_u24 v1, v2, v3, v4", one(Loop{Vector: 1})},
		{ACO, "v_wmma_f32_16x16x16_f16 v[0:7], v[8:15], v[16:23], v[0:7]", one(Loop{Matrix: 1})},
		{ACO, "v_mfma_f32_16x16x16f16 v[0:3], v[4:5], v[6:7], v[0:3]", one(Loop{Matrix: 1})},
		{ACO, "ds_read2st64_b32 v[0:1], v2 offset1:1", one(Loop{SharedLoads: 1, SharedBytes: 8})},
		{ACO, "ds_load_2addr_b64 v[0:3], v4 offset1:1", one(Loop{SharedLoads: 1, SharedBytes: 16})},
		{ACO, "ds_load_u16_d16_hi v0, v4", one(Loop{SharedLoads: 1, SharedBytes: 2})},
		{ACO, "ds_bpermute_b32 v0, v1, v2", one(Loop{})},
		{ACO, "s_wait_dscnt 0x3", one(Loop{Waits: 1})},
		{ACO, "s_waitcnt_vscnt null, 0x0", one(Loop{Waits: 1})},
		{ACO, "s_wait_alu 0xfffd", one(Loop{})},
		{ACO, "v_s_rcp_f32 s1, s2", one(Loop{})},
		{NAK, "r4..8 = hmma.m16n8k16.f32 r0..4 r2..4 r4..8 // delay=2 wt=000011", one(Loop{Matrix: 1, Waits: 1})},
		{NAK, "r0..4 = ldsm.16.m8n8.x4 [r8+ur0] // delay=1 wr:0", one(Loop{SharedLoads: 1, SharedBytes: 16})},
		{NAK, "r1 = hfma2 r2 r3 r1 // delay=1", one(Loop{MultiplyAdds: 2})},
		{NAK, "ur1 = imad ur2 ur3 rZ // delay=1", one(Loop{})},
		{NAK, "ur7 up0 = lea ur5 4 ur7 // delay=4", one(Loop{})},
		{NAK, "r2 p0 = lea r4 2 c[0x0][0x710] // delay=4", one(Loop{Vector: 1})},
		{NAK, "@!p0 st.global.a64.strong.gpu.b32 [r24..26+rZ] r21 // delay=1 rd:0", one(Loop{})},
		{IR3, "(sy)(ss)(rpt3)(nop2) mad.f32 r0.x, (r)r1.x, r2.x, (r)r0.x", Loop{MultiplyAdds: 4, Waits: 1, Instructions: 6}},
		{IR3, "(rpt1)mad.f16 hr0.x, (r)hr1.x, hr2.x, (r)hr0.x", Loop{MultiplyAdds: 2, Instructions: 2}},
		{IR3, "ldl.u16 hr0.x, l[r1.x], 4", one(Loop{SharedLoads: 1, SharedBytes: 8})},
		{IR3, "(rpt2)shr.b r0.x, (r)r1.x, 4", Loop{Vector: 3, Instructions: 3}},
		{IR3, "add.u r48.x, r48.y, 1", one(Loop{})},
		{AGX, "10: 3800 wait a", one(Loop{Waits: 1})},
		{AGX, "10: 69 lload r0_r1, r2l, 0, i32, xy", one(Loop{SharedLoads: 1, SharedBytes: 8})},
	} {
		if got := c.syntax(c.line); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.line, got, c.want)
		}
	}
}

// TestHottest compares loops side by side: matrix instructions outweigh
// multiply-adds, and these outweigh length.
func TestHottest(t *testing.T) {
	const text = `
BB1:
	v_fma_f32 v0, v1, v2, v0
	v_fma_f32 v0, v1, v2, v0
	s_cbranch_scc1 BB1
BB2:
	v_mov_b32 v0, v1
	v_mov_b32 v0, v1
	v_mov_b32 v0, v1
	v_mov_b32 v0, v1
	s_cbranch_scc1 BB2
`
	if got, want := ACO(text), (Loop{MultiplyAdds: 2, Instructions: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	const matrix = "BB3:\nv_wmma_f32_16x16x16_f16 v[0:7], v[8:15], v[16:23], v[0:7]\ns_cbranch_scc1 BB3\n"
	if got, want := ACO(text+matrix), (Loop{Matrix: 1, Instructions: 2}); got != want {
		t.Errorf("with a matrix loop: got %+v, want %+v", got, want)
	}
	const twice = "BB4:\nv_mov_b32 v0, v1\ns_cbranch_vccz BB4\nv_fma_f32 v0, v1, v2, v0\ns_cbranch_scc1 BB4\n"
	if got, want := ACO(twice), (Loop{MultiplyAdds: 1, Vector: 1, Instructions: 4}); got != want {
		t.Errorf("two branches to one label: got %+v, want %+v", got, want)
	}
}
