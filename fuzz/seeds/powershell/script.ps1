# Every kind of token.
foreach ($call in $calls.g0) { $step = $call.step; try { [void]$results.Add(@{ step = $step; data = @(Get-X -Name ([string]($call.Name -replace '^=')) -Confirm:$false | ForEach-Object { @{ A = $_.A; B = '{0:o}' -f $_.B } }) }) } catch { "at $step: $("in '$_'") `"$" } }
<# block #> & { $env:Path, ${a b}, @splat; 1..3 } > out.txt 2>&1 `
  –Force ‘it’’s’ “$x”
@'
here '@
'@
