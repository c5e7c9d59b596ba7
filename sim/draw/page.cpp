#include "sim/draw/page.hpp"

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/picture.hpp"

namespace aviary {
namespace {

constexpr std::string_view page_css = R"(
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0 auto;max-width:68rem;padding:1rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
p,li{max-width:44rem}
.soft{color:var(--soft)}
a{color:inherit}
:focus-visible{outline:3px solid var(--c1);outline-offset:2px}
.verdict{display:flex;gap:1rem;align-items:flex-start;padding:1rem;margin:1rem 0;
border:1px solid var(--lane);border-left:.5rem solid var(--lane);background:var(--band)}
.verdict.good{border-left-color:var(--c3)}
.verdict.bad{border-left-color:var(--c2);border-left-style:double;border-left-width:.75rem}
.verdict p{margin:0;font-size:1.1rem}
.verdict .word{display:block;font-weight:700;font-size:1.3rem}
.verdict svg{flex:none;width:2.5rem;height:2.5rem;fill:none;stroke:var(--ink);stroke-width:2.5;
stroke-linecap:round;stroke-linejoin:round}
.tables,.plots{display:grid;gap:1.5rem;align-items:start;
grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr))}
.plots{grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
.plots>div{min-width:0}
.plots p{margin:.25rem 0;font-size:.9rem;color:var(--soft)}
figure{margin:0}
.plots svg{display:block;width:100%;height:auto;border:1px solid var(--grid)}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;font-weight:700;padding:.25rem 0}
th,td{text-align:right;padding:.2rem .4rem;border-bottom:1px solid var(--grid);vertical-align:top;
font-variant-numeric:tabular-nums}
th[scope=row]{text-align:left;font-weight:400}
.tables th[scope=row]{color:var(--soft)}
.scroll,.chart,pre{overflow:auto;border:1px solid var(--grid)}
.scroll{max-height:22rem}
.chart svg{display:block}
pre{padding:.75rem;background:var(--band);font-size:.85rem;line-height:1.35}
pre.command{white-space:pre-wrap;overflow-wrap:anywhere}
summary{cursor:pointer;padding:.4rem 0}
dt{font-weight:700;margin-top:.5rem}
dd{margin:0;max-width:44rem}
@media print{body{max-width:none;padding:0;font-size:10pt}details:not([open]){display:none}
figure,.tables table,.verdict{break-inside:avoid}h2{break-after:avoid}
.chart,.scroll{overflow:visible;border:0;max-height:none}
.chart svg{max-width:100%;height:auto}
.tables,.plots{grid-template-columns:1fr 1fr}
section+section{break-before:page}section>p,dt{break-after:avoid}}
)";

}  // namespace

std::string html_page(std::string_view title, std::string_view body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
         "style-src &#39;unsafe-inline&#39;\"/>\n<title>" +
         html_text(title) + "</title>\n<style>" + colours_css(":root") + std::string(page_css) +
         "</style>\n</head>\n<body>\n<main>\n" + std::string(body) + "</main>\n</body>\n</html>\n";
}

std::string html_text(std::string_view octets) {
  return xml_escape(drawn(octets));
}

}  // namespace aviary
