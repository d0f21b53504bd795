// A provider that knows the schemas of another one and nothing else: it plans what that one
// would plan, and makes up what only a cloud could answer. No request leaves the machine.
//
// RECORDED_SCHEMA names the file that schema.py wrote, RECORDED_NAME the provider's address.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type attribute struct {
	Type      json.RawMessage `json:"type"`
	Optional  bool            `json:"optional"`
	Required  bool            `json:"required"`
	Computed  bool            `json:"computed"`
	Sensitive bool            `json:"sensitive"`
	Default   any             `json:"default"`
	Answer    any             `json:"answer"`
}

type nested struct {
	Nesting  string  `json:"nesting"`
	Max      int64   `json:"max"`
	Computed bool    `json:"computed"`
	Answer   any     `json:"answer"`
	Unless   *unless `json:"unless"`
	Block    block   `json:"block"`
}

// No answer is given where an attribute beside the block begins like this.
type unless struct {
	Attribute string `json:"attribute"`
	Prefix    string `json:"prefix"`
}

func (u *unless) holds(beside map[string]tftypes.Value) bool {
	var text string
	if u == nil || beside[u.Attribute].As(&text) != nil {
		return false
	}
	return strings.HasPrefix(text, u.Prefix)
}

type block struct {
	Attributes map[string]attribute `json:"attributes"`
	Blocks     map[string]nested    `json:"blocks"`
}

type recorded struct {
	Resources map[string]block `json:"resources"`
	Data      map[string]block `json:"data"`
	Provider  block            `json:"provider"`
}

type server struct {
	tfprotov5.ProviderServer
	schema recorded
}

func names[T any](of map[string]T) []string {
	found := make([]string, 0, len(of))
	for name := range of {
		found = append(found, name)
	}
	sort.Strings(found)
	return found
}

func (b block) proto() *tfprotov5.SchemaBlock {
	made := &tfprotov5.SchemaBlock{}
	for _, name := range names(b.Attributes) {
		a := b.Attributes[name]
		t, err := tftypes.ParseJSONType(a.Type) //nolint:staticcheck
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		made.Attributes = append(made.Attributes, &tfprotov5.SchemaAttribute{
			Name: name, Type: t, Optional: a.Optional, Required: a.Required,
			Computed: a.Computed, Sensitive: a.Sensitive,
		})
	}
	nesting := map[string]tfprotov5.SchemaNestedBlockNestingMode{
		"list":   tfprotov5.SchemaNestedBlockNestingModeList,
		"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
		"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
	}
	for _, name := range names(b.Blocks) {
		n := b.Blocks[name]
		made.BlockTypes = append(made.BlockTypes, &tfprotov5.SchemaNestedBlock{
			TypeName: name, Block: n.Block.proto(), Nesting: nesting[n.Nesting], MaxItems: n.Max,
		})
	}
	return made
}

func (b block) schema() *tfprotov5.Schema { return &tfprotov5.Schema{Block: b.proto()} }

func (s *server) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	made := &tfprotov5.GetProviderSchemaResponse{
		Provider:          s.schema.Provider.schema(),
		ResourceSchemas:   map[string]*tfprotov5.Schema{},
		DataSourceSchemas: map[string]*tfprotov5.Schema{},
	}
	for name, b := range s.schema.Resources {
		made.ResourceSchemas[name] = b.schema()
	}
	for name, b := range s.schema.Data {
		made.DataSourceSchemas[name] = b.schema()
	}
	return made, nil
}

func (s *server) PrepareProviderConfig(_ context.Context, r *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (s *server) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (s *server) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (s *server) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (s *server) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (s *server) UpgradeResourceState(_ context.Context, r *tfprotov5.UpgradeResourceStateRequest) (*tfprotov5.UpgradeResourceStateResponse, error) {
	t := s.schema.Resources[r.TypeName].schema().ValueType()
	value, err := r.RawState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	state, err := tfprotov5.NewDynamicValue(t, value)
	return &tfprotov5.UpgradeResourceStateResponse{UpgradedState: &state}, err
}

func (s *server) ReadResource(_ context.Context, r *tfprotov5.ReadResourceRequest) (*tfprotov5.ReadResourceResponse, error) {
	return &tfprotov5.ReadResourceResponse{NewState: r.CurrentState, Private: r.Private}, nil
}

func (s *server) PlanResourceChange(_ context.Context, r *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	b := s.schema.Resources[r.TypeName]
	made, err := rebuilt(b, r.ProposedNewState, planned)
	return &tfprotov5.PlanResourceChangeResponse{
		PlannedState: made, PlannedPrivate: r.PriorPrivate, UnsafeToUseLegacyTypeSystem: true,
	}, err
}

func (s *server) ApplyResourceChange(_ context.Context, r *tfprotov5.ApplyResourceChangeRequest) (*tfprotov5.ApplyResourceChangeResponse, error) {
	b := s.schema.Resources[r.TypeName]
	made, err := rebuilt(b, r.PlannedState, applied(r.TypeName))
	return &tfprotov5.ApplyResourceChangeResponse{NewState: made, UnsafeToUseLegacyTypeSystem: true}, err
}

func (s *server) ReadDataSource(_ context.Context, r *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	b := s.schema.Data[r.TypeName]
	made, err := rebuilt(b, r.Config, applied(r.TypeName))
	return &tfprotov5.ReadDataSourceResponse{State: made}, err
}

// A fill says what stands for an attribute or a block that has no value.
type fill struct {
	attribute func(name string, a attribute, t tftypes.Type, v tftypes.Value, path string) tftypes.Value
	block     func(n nested, t tftypes.Type, v tftypes.Value) tftypes.Value
}

var planned = fill{
	attribute: func(_ string, a attribute, t tftypes.Type, v tftypes.Value, _ string) tftypes.Value {
		switch {
		case !v.IsNull():
			return v
		case a.Default != nil:
			return decoded(t, a.Default)
		case a.Computed:
			return tftypes.NewValue(t, tftypes.UnknownValue)
		}
		return v
	},
	block: func(n nested, t tftypes.Type, v tftypes.Value) tftypes.Value {
		if n.Computed {
			return tftypes.NewValue(t, tftypes.UnknownValue)
		}
		return v
	},
}

func applied(kind string) fill {
	return fill{
		attribute: func(name string, a attribute, t tftypes.Type, v tftypes.Value, path string) tftypes.Value {
			if v.IsKnown() && !(v.IsNull() && a.Computed) {
				return v
			}
			if a.Answer != nil {
				return decoded(t, a.Answer)
			}
			return madeUp(kind, name, t, path)
		},
		block: func(n nested, t tftypes.Type, v tftypes.Value) tftypes.Value {
			if n.Answer != nil {
				return decoded(t, n.Answer)
			}
			if v.IsKnown() {
				return v
			}
			return decoded(t, []any{})
		},
	}
}

func madeUp(kind, name string, t tftypes.Type, path string) tftypes.Value {
	sum := fnv.New32a()
	sum.Write([]byte(kind + path))
	switch {
	case t.Is(tftypes.String) && name == "arn":
		return tftypes.NewValue(t, fmt.Sprintf("arn:aws:%s:eu-west-1:123456789012:%08x", kind, sum.Sum32()))
	case t.Is(tftypes.String) && name == "name_prefix":
		return tftypes.NewValue(t, "")
	case t.Is(tftypes.String):
		return tftypes.NewValue(t, fmt.Sprintf("%s-%08x", name, sum.Sum32()))
	case t.Is(tftypes.Number):
		return tftypes.NewValue(t, 1)
	case t.Is(tftypes.Bool):
		return tftypes.NewValue(t, false)
	case t.Is(tftypes.Map{}):
		return tftypes.NewValue(t, map[string]tftypes.Value{})
	case t.Is(tftypes.List{}), t.Is(tftypes.Set{}):
		return tftypes.NewValue(t, []tftypes.Value{})
	}
	return tftypes.NewValue(t, nil)
}

func rebuilt(b block, given *tfprotov5.DynamicValue, how fill) (*tfprotov5.DynamicValue, error) {
	t := b.schema().ValueType()
	value, err := given.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	if !value.IsNull() {
		seed := value.String()
		value = filled(b, value, how, seed)
	}
	made, err := tfprotov5.NewDynamicValue(t, value)
	return &made, err
}

func filled(b block, value tftypes.Value, how fill, path string) tftypes.Value {
	members := map[string]tftypes.Value{}
	if err := value.As(&members); err != nil {
		panic(err)
	}
	types := value.Type().(tftypes.Object).AttributeTypes
	for name, a := range b.Attributes {
		members[name] = how.attribute(name, a, types[name], members[name], path)
	}
	for name, n := range b.Blocks {
		if n.Unless.holds(members) {
			n.Answer = nil
		}
		members[name] = filledBlock(n, types[name], members[name], how, path+name)
	}
	return tftypes.NewValue(value.Type(), members)
}

func filledBlock(n nested, t tftypes.Type, value tftypes.Value, how fill, path string) tftypes.Value {
	if value.IsNull() || !value.IsKnown() {
		return how.block(n, t, value)
	}
	if n.Nesting == "single" {
		return filled(n.Block, value, how, path)
	}
	items := []tftypes.Value{}
	if err := value.As(&items); err != nil {
		panic(err)
	}
	if len(items) == 0 {
		return how.block(n, t, value)
	}
	for i, item := range items {
		items[i] = filled(n.Block, item, how, fmt.Sprint(path, i))
	}
	return tftypes.NewValue(t, items)
}

// decoded makes a value of JSON; members of an object that it does not name are null.
func decoded(t tftypes.Type, data any) tftypes.Value {
	if data == nil {
		return tftypes.NewValue(t, nil)
	}
	switch kind := t.(type) {
	case tftypes.List:
		return tftypes.NewValue(t, each(kind.ElementType, data))
	case tftypes.Set:
		return tftypes.NewValue(t, each(kind.ElementType, data))
	case tftypes.Object:
		made := map[string]tftypes.Value{}
		held, _ := data.(map[string]any)
		for name, inner := range kind.AttributeTypes {
			made[name] = decoded(inner, held[name])
			if held[name] == nil && (inner.Is(tftypes.List{}) || inner.Is(tftypes.Set{})) {
				made[name] = decoded(inner, []any{})
			}
		}
		return tftypes.NewValue(t, made)
	}
	return tftypes.NewValue(t, data)
}

func each(t tftypes.Type, data any) []tftypes.Value {
	made := []tftypes.Value{}
	items, _ := data.([]any)
	for _, item := range items {
		made = append(made, decoded(t, item))
	}
	return made
}

func main() {
	data, err := os.ReadFile(os.Getenv("RECORDED_SCHEMA"))
	if err != nil {
		panic(err)
	}
	s := &server{}
	if err := json.Unmarshal(data, &s.schema); err != nil {
		panic(err)
	}
	serve := func() tfprotov5.ProviderServer { return s }
	if err := tf5server.Serve(os.Getenv("RECORDED_NAME"), serve); err != nil {
		panic(err)
	}
}
