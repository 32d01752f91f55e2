using DrsDurable.DurableTask.Abstractions;

namespace DrsDurable.DurableTask.Tests.Abstractions;

public class NameAndVersionTests
{
    [Fact]
    public void Names_and_versions_compare_without_regard_to_case()
    {
        (new TaskName("Step") == "STEP").Should().BeTrue();
        new TaskName("Step").GetHashCode().Should().Be(new TaskName("sTEP").GetHashCode());
        (new TaskVersion("v1a") == "V1A").Should().BeTrue();
        (new TaskName("Step") != "Steps").Should().BeTrue();
    }

    [Fact]
    public void No_name_and_no_version_are_empty_texts()
    {
        default(TaskName).Name.Should().BeEmpty();
        new TaskVersion(null).Should().Be(TaskVersion.Unversioned);
        ((TaskVersion)string.Empty).Should().Be(TaskVersion.Unversioned);
        ((string)TaskVersion.Unversioned).Should().BeEmpty();
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "0.1", -1)]
    [InlineData("0.1", " ", 1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("2.0", "2.0", 0)]
    [InlineData("alpha", "BETA", -1)]
    [InlineData("beta", "BETA", 0)]
    public void Versions_compare_by_number_where_both_are_numbers_and_none_is_the_least(string a, string b, int expected) =>
        Math.Sign(TaskOrchestrationVersioningUtils.CompareVersions(a, b)).Should().Be(expected);
}
