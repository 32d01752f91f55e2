using DrsDurable.DurableTask.Converters;

namespace DrsDurable.DurableTask.Tests.Abstractions;

public class JsonDataConverterTests
{
    [Fact]
    public void Null_and_no_text_are_each_other()
    {
        JsonDataConverter.Default.Serialize(null).Should().BeNull();
        JsonDataConverter.Default.Deserialize<string>(null).Should().BeNull();
        JsonDataConverter.Default.Deserialize<int>(null).Should().Be(0);
    }

    [Fact]
    public void Fields_are_included() =>
        JsonDataConverter.Default.Deserialize<(int A, string B)>(JsonDataConverter.Default.Serialize((1, "b"))).Should().Be((1, "b"));
}
